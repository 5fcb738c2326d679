// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.List;
import org.notificationgateway.rehearsal.Edit.Rule;

/** Mistakes that people make in the files of {@code config/}, each wherever there is a place for it. */
final class SettingsMistakes {
    private static final String KEYS = "config/application.properties";
    private static final String MAIL = "config/appsettings.json";

    static final List<Rule> PROPERTIES = List.of(
            Rule.of("key misspelt", KEYS, "\n((?:delivery|outbox|intake|gateway)\\.[\\w.-]+)\\w =", "\n$1 ="),
            Rule.of("key of Camel misspelt", KEYS, "\n(camel\\.(?:server|main)\\.[\\w.-]+)\\w =", "\n$1 ="),
            Rule.of("number with a word", KEYS, "( = \\d+)\n", "$1 pieces\n"),
            Rule.of("number below its range", KEYS, "((?:consumers|connections|max-recipients|max-subject-length)) = .*\n", "$1 = -1\n"),
            Rule.of("duration without a unit", KEYS, "( = \\d+)[smhd]\n", "$1\n"),
            Rule.of("duration with an unknown unit", KEYS, "( = \\d+)[smhd]\n", "$1min\n"),
            Rule.of("flag misspelt", KEYS, " = true\n", " = treu\n"),
            Rule.of("port beyond all", KEYS, "(port) = \\d+\n", "$1 = 99999\n"),
            Rule.of("share of a disk beyond all", KEYS, "max-disk-usage = .*\n", "max-disk-usage = 900\n"),
            Rule.of("mode of a file with an 8", KEYS, "file-mode = .*\n", "file-mode = 680\n"),
            Rule.of("list with a gap", KEYS, "retry-delays = 30s,1m", "retry-delays = 30s,,1m"),
            Rule.of("list with semicolons", KEYS, "retry-delays = 30s,1m", "retry-delays = 30s;1m"),
            Rule.of("placeholder of a value misspelt", KEYS, "= \\{\\{([\\w.-]+)\\w}}", "= {{$1}}"),
            Rule.of("open door without keys", KEYS, "(server|management)\\.host = .*\n", "$1.host = 0.0.0.0\n"),
            Rule.of("broker without a port", KEYS, "broker.url =", "broker.url = tcp://broker"),
            Rule.of("acceptor without an account", KEYS, "broker.acceptor =", "broker.acceptor = tcp://127.0.0.1:61616"),
            Rule.of("database URL that is none", KEYS, "ledger.url =", "ledger.url = postgres:ledger"),
            Rule.of("certificates that are not there", KEYS, "smtp.trust =", "smtp.trust = config/none.pem"),
            Rule.of("host with a port", KEYS, "http.hosts =", "http.hosts = mail.contoso.com:80"),
            Rule.of("login of nobody", KEYS, "# delivery.oauth.server.user =", "delivery.oauth.nobody.user ="),
            Rule.of("routes from another folder", KEYS, "/routes/\\*", "/route/*"),
            Rule.of("host that is none", KEYS, "server.host = .*\n", "server.host = http://127.0.0.1\n"));

    static final List<Rule> MAIL_SETTINGS = List.of(
            Rule.of("mail key misspelt", MAIL, "\"(\\w+)\\w\": (?!\\{)", "\"$1\": "),
            Rule.of("section misspelt", MAIL, "\"MailSettings\"", "\"MailSetings\""),
            Rule.of("comma lost", MAIL, ",\n", "\n"),
            Rule.of("brace lost", MAIL, "}\n}", "}\n"),
            Rule.of("quote of a value lost", MAIL, "\"(,?)\n", "$1\n"),
            Rule.of("sender without an @", MAIL, "no-reply@contoso.com", "no-reply.contoso.com"),
            Rule.of("no sender", MAIL, ".*FromAddress.*\n", ""),
            Rule.of("no server", MAIL, ".*\"Host\".*\n", ""),
            Rule.of("server as a URL", MAIL, "\"smtp.contoso.com\"", "\"smtp://smtp.contoso.com\""),
            Rule.of("server with its port", MAIL, "\"smtp.contoso.com\"", "\"smtp.contoso.com:25\""),
            Rule.of("port in words", MAIL, "\"Port\": \\d+", "\"Port\": \"smtp\""),
            Rule.of("mail port beyond all", MAIL, "\"Port\": \\d+", "\"Port\": 99999"),
            Rule.of("encryption misspelt", MAIL, "\"StartTls\"", "\"StartTsl\""),
            Rule.of("domains as a number", MAIL, "\"AllowedDomains\": .*\n", "\"AllowedDomains\": 5\n"),
            Rule.of("domain that is none", MAIL, "\"AllowedDomains\": .*\n", "\"AllowedDomains\": \"contoso..com\"\n"),
            Rule.of("user without a password", MAIL, "\"Port\":", "\"UserName\": \"mailer\",\n    \"Port\":"),
            Rule.of("password file that is not there", MAIL, "\"Port\":", "\"UserName\": \"mailer\",\n    \"PasswordFile\": \"config/none\",\n    \"Port\":"),
            Rule.of("pickup as a word", MAIL, "\"Host\":", "\"UseSpecifiedPickupDirectory\": \"ja\",\n    \"Host\":"),
            Rule.of("pickup directory that is not there", MAIL, "\"Host\": .*", "\"PickupDirectory\": \"/none/here\","));

    static final List<Rule> OTHERS = List.of(
            Rule.of("pickup of the agent without a directory", "config/appsettings.agent.json", ", \"PickupDirectory\": [^ ]+", ""),
            Rule.of("meaning of a reply misspelt", "config/replies.yaml", "means: (\\w+)\\w", "means: $1"));

    private SettingsMistakes() {}
}
