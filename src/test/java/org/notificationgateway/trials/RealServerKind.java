// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Mail servers with limits on sessions, recipients and connections, as their administrators set them. */
enum RealServerKind {
    POSTFIX("Postfix", "postfix", postfix("PORT inet n - n - - smtpd", "smtpd_hard_error_limit = 5")),
    POSTFIX_STRICT("Postfix, no errors allowed", "postfix", postfix("PORT inet n - n - - smtpd", """
            smtpd_hard_error_limit = 1
            """)),
    POSTSCREEN("Postfix behind postscreen", "postfix", postfix("""
            PORT inet n - n - 1 postscreen
            smtpd pass - - n - - smtpd""", """
            smtpd_hard_error_limit = 5
            postscreen_greet_wait = 2s
            postscreen_greet_action = enforce
            postscreen_cache_map = btree:/mnt/data/postscreen
            """)),
    POSTSCREEN_DEEP("Postfix behind postscreen with all its protocol tests", "postfix", postfix("""
            PORT inet n - n - 1 postscreen
            smtpd pass - - n - - smtpd""", """
            smtpd_hard_error_limit = 5
            postscreen_greet_wait = 2s
            postscreen_greet_action = enforce
            postscreen_pipelining_enable = yes
            postscreen_pipelining_action = enforce
            postscreen_non_smtp_command_enable = yes
            postscreen_bare_newline_enable = yes
            postscreen_bare_newline_action = enforce
            postscreen_cache_map = btree:/mnt/data/postscreen
            """)),
    POSTFIX_RATE("Postfix, 200 mails in 20 s", "postfix", postfix("PORT inet n - n - - smtpd", """
            smtpd_hard_error_limit = 5
            anvil_rate_time_unit = 20s
            smtpd_client_message_rate_limit = 200
            """)),
    EXIM("Exim", "exim4-daemon-light", exim("")),
    EXIM_RATE("Exim, 100 mails in 10 s, and slower replies", "exim4-daemon-light", exim("""
            smtp_ratelimit_hosts = *
            smtp_ratelimit_mail = 5,0.1s,1.05,1s
            acl_smtp_mail = mail
            """)),
    OPENSMTPD("OpenSMTPD", "opensmtpd", """
            mkdir -p lib/opensmtpd/empty
            mount --bind spool /var/spool
            mount --bind lib /var/lib
            mount --bind run /run
            mount --bind packages/usr/libexec /usr/libexec
            cat > etc/smtpd.conf <<END
            table everyone { "@" = "nobody" }
            smtp limit max-mails 20
            smtp limit max-rcpt 10
            listen on 127.0.0.1 port PORT hostname mx.example.net
            action "keep" mda "/mnt/etc/keep" virtual <everyone>
            match from any for domain "example.com" action "keep"
            END
            cat > etc/keep <<'END'
            #!/bin/sh
            name=$(date +%s%N).$$
            cat > /mnt/mail/$name && mv /mnt/mail/$name /mnt/mail/new/$name
            END
            chmod 755 etc/keep
            chown -R nobody mail
            packages/usr/sbin/smtpd -d -f /mnt/etc/smtpd.conf
            """);

    private final String title;
    private final String debian;
    private final String script;

    RealServerKind(String title, String debian, String script) {
        this.title = title;
        this.debian = debian;
        this.script = script;
    }

    /** True if it limits how much mail comes in a time, so that mail has to wait. */
    boolean limitsRate() {
        return this == POSTFIX_RATE || this == EXIM_RATE || this == POSTSCREEN_DEEP;
    }

    /** Longer than all mail takes that never has to wait. */
    Duration retryDelay() {
        return limitsRate() ? Duration.ofSeconds(20) : Duration.ofMinutes(2);
    }

    RealServer start(Path folder) throws IOException, InterruptedException {
        boolean installed = debian.equals("postfix") && Files.isExecutable(Path.of("/usr/lib/postfix/sbin/master"));
        Path packages = installed
                ? Files.createDirectories(folder.resolve("none")) : DebianPackage.unpack(debian);
        return new RealServer(folder, packages, script);
    }

    /** @param settings what is set besides */
    private static String exim(String settings) {
        return """
                mkdir -p spool/exim
                chown Debian-exim: mail mail/new spool/exim
                cat > etc/exim.conf <<END
                exim_path = /mnt/packages/usr/sbin/exim4
                spool_directory = /mnt/spool/exim
                log_file_path = /mnt/spool/exim/%slog
                pid_file_path = /mnt/spool/exim/pid
                primary_hostname = mx.example.net
                domainlist ours = example.com
                keep_environment =
                disable_ipv6 = true
                local_interfaces = 127.0.0.1
                tls_advertise_hosts =
                host_lookup =
                smtp_accept_max = 3
                smtp_accept_max_per_connection = 20
                smtp_accept_queue_per_connection = 0
                recipients_max = 10
                acl_smtp_rcpt = recipient
                deliver_drop_privilege = true
                SETTINGS
                begin acl
                mail:
                  defer ratelimit = 100 / 10s / per_mail / leaky
                  accept
                recipient:
                  accept domains = +ours
                  deny
                begin routers
                all:
                  driver = accept
                  transport = keep
                begin transports
                keep:
                  driver = appendfile
                  directory = /mnt/mail
                  maildir_format
                  envelope_to_add
                  user = Debian-exim
                END
                packages/usr/sbin/exim4 -C /mnt/etc/exim.conf -bdf -oX PORT -q20s
                """.replace("SETTINGS", settings.strip());
    }

    /** @param settings what is set besides, or otherwise */
    private static String postfix(String service, String settings) {
        return """
                unpacked=/mnt/packages
                test ! -x /usr/lib/postfix/sbin/master || unpacked=
                mkdir -p etc/postfix spool/postfix
                cat > etc/postfix/main.cf <<END
                compatibility_level = 3.6
                queue_directory = /mnt/spool/postfix
                data_directory = /mnt/data
                daemon_directory = $unpacked/usr/lib/postfix/sbin
                command_directory = $unpacked/usr/sbin
                shlib_directory = $unpacked/usr/lib/postfix
                maillog_file = /mnt/data/maillog
                maillog_file_prefixes = /mnt
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = mx.example.net
                mydestination =
                mynetworks = 192.0.2.0/24
                smtpd_relay_restrictions = reject_unauth_destination
                alias_maps =
                virtual_mailbox_domains = example.com
                virtual_mailbox_maps = static:mail/
                virtual_mailbox_base = /mnt
                virtual_uid_maps = static:65534
                virtual_gid_maps = static:65534
                smtpd_client_event_limit_exceptions =
                smtpd_recipient_limit = 10
                smtpd_recipient_overshoot_limit = 1
                smtpd_client_connection_count_limit = 2
                SETTINGS
                END
                cat > etc/postfix/master.cf <<END
                SERVICE
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                proxymap unix - - n - - proxymap
                error unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                postlog unix-dgram n - n - 1 postlogd
                END
                for name in active bounce corrupt defer deferred flush hold incoming maildrop private public saved trace; do
                  mkdir spool/postfix/$name
                done
                chown postfix data spool/postfix/*
                chgrp postdrop spool/postfix/maildrop spool/postfix/public
                chmod 700 spool/postfix/*
                chmod 730 spool/postfix/maildrop
                chmod 710 spool/postfix/public
                mkdir spool/postfix/pid
                $unpacked/usr/lib/postfix/sbin/master -c /mnt/etc/postfix -s
                """.replace("SERVICE", service).replace("SETTINGS", settings.strip());
    }

    @Override
    public String toString() {
        return title;
    }
}
