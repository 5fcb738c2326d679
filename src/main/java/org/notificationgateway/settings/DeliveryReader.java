// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a sender's mail goes: pickup wins over Host, a Host that is a path is a pickup directory, and SMTP keys
 * beside a pickup directory are ignored, as the product does.
 */
final class DeliveryReader {
    private static final Map<Integer, String> OTHER_PROTOCOLS =
            Map.of(993, "IMAP", 143, "IMAP", 995, "POP3", 110, "POP3");
    private static final Pattern PORT_BEHIND =
            Pattern.compile("(?:[^:;,\\s]++|\\[[^]]*+])(?:\\s*+[:;,]\\s*+|\\s++)(\\d{1,5})");
    private static final int LONGEST_ADDRESS = 47; // of IPv6 with an IPv4 one at its end, in brackets

    private final Path home;
    private final UnaryOperator<String> placeholders;

    DeliveryReader(Path home, UnaryOperator<String> placeholders) {
        this.home = home;
        this.placeholders = placeholders;
    }

    /** A delivery and the setting that decided it. */
    record Chosen(Delivery delivery, String reason) {}

    /** Returns the delivery, or null after noting at least one fault. */
    @Nullable Chosen read(SectionReader in) {
        Optional<Setting> host = in.setting(MailKey.HOST);
        Optional<Setting> directory = in.setting(MailKey.PICKUP_DIRECTORY);
        Optional<Setting> hostPath = host.filter(h -> PickupPath.looksLikePath(h.value()));
        if (in.flag(MailKey.USE_SPECIFIED_PICKUP_DIRECTORY)) {
            if (directory.isEmpty() && hostPath.isPresent()) {
                in.warn(MailKey.HOST, "is used as the pickup directory, because PickupDirectory is not set");
            }
            Optional<Setting> path = directory.or(() -> hostPath);
            if (path.isEmpty()) {
                in.missing(MailKey.PICKUP_DIRECTORY, "a directory, because UseSpecifiedPickupDirectory is true");
                return null;
            }
            return pickup(in, path.get(), "UseSpecifiedPickupDirectory is true");
        }
        if (hostPath.isPresent()) {
            return pickup(in, hostPath.get(), "Host is a directory path");
        }
        if (host.isPresent()) {
            return smtp(in, host.get());
        }
        if (directory.isPresent()) {
            in.warn(MailKey.PICKUP_DIRECTORY, "is used although UseSpecifiedPickupDirectory is false, because Host is not set");
            return pickup(in, directory.get(), "PickupDirectory is set and Host is not");
        }
        in.missing(MailKey.HOST, "an SMTP server, or a PickupDirectory");
        return null;
    }

    private @Nullable Chosen pickup(SectionReader in, Setting path, String reason) {
        try {
            Path directory = PickupPath.resolve(home, path.value());
            return new Chosen(new Delivery.Pickup(directory), reason + " (" + path.origin() + ")");
        } catch (IllegalArgumentException e) {
            MailKey key = path.name().equalsIgnoreCase("Host") ? MailKey.HOST : MailKey.PICKUP_DIRECTORY;
            in.fault(key, "is '" + path.value() + "'", "a directory path of this system" + PathHint.of(path.value()));
            return null;
        }
    }

    private Chosen smtp(SectionReader in, Setting host) {
        Matcher behind = PORT_BEHIND.matcher(host.value().strip());
        if (behind.matches()) {
            in.fault(MailKey.HOST, "is '" + host.value().strip() + "'",
                    "the name alone; the port goes into Port, such as \"Port\": " + behind.group(1));
        }
        SecureSocketOption security = security(in);
        int port = in.number(MailKey.PORT, 0, 65_535, "1 to 65535, or 0 for the usual one").orElse(0);
        if (OTHER_PROTOCOLS.containsKey(port)) {
            in.warn(MailKey.PORT, port + " is a port of " + OTHER_PROTOCOLS.get(port)
                    + ": SMTP servers listen on 25, 587 or 465");
        }
        Delivery.Credentials credentials = credentials(in);
        Delivery.Smtp server = new Delivery.Smtp(
                host.value().strip(), port == 0 ? security.defaultPort() : port, security, credentials);
        if (credentials != null && server.mayBeClear() && !isLoopback(server.host())) {
            in.warn(MailKey.SECURE_SOCKET_OPTION, "is " + security.word()
                    + ": a server without TLS gets no login and no mail, unless"
                    + " delivery.smtp.allow-clear-credentials lets passwords cross in clear text");
        }
        return new Chosen(server, "Host is a server (" + host.origin() + ")");
    }

    private static SecureSocketOption security(SectionReader in) {
        boolean enableSsl = in.flag(MailKey.ENABLE_SSL);
        Optional<String> word = in.text(MailKey.SECURE_SOCKET_OPTION);
        if (in.setting(MailKey.ENABLE_SSL).isPresent()) {
            in.warn(MailKey.ENABLE_SSL, "is deprecated: " + (word.isPresent()
                    ? "SecureSocketOption is set and decides"
                    : "write SecureSocketOption: " + (enableSsl ? "StartTls" : "Auto")));
        }
        if (word.isEmpty()) {
            return enableSsl ? SecureSocketOption.START_TLS : SecureSocketOption.AUTO;
        }
        return SecureSocketOption.of(word.get()).orElseGet(() -> {
            in.fault(MailKey.SECURE_SOCKET_OPTION, "is '" + word.get() + "'",
                    "None, Auto, SslOnConnect, StartTls or StartTlsWhenAvailable");
            return SecureSocketOption.AUTO;
        });
    }

    private static boolean isLoopback(String host) {
        // Only literal addresses: a look-up would make the answer depend on the network, and "cafe" is a name.
        if (host.equalsIgnoreCase("localhost") || host.matches("127\\.[0-9.]+")) {
            return true;
        }
        try {
            return host.length() <= LONGEST_ADDRESS && host.matches("\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*]?")
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private Delivery.@Nullable Credentials credentials(SectionReader in) {
        if (in.flag(MailKey.USE_DEFAULT_CREDENTIALS)) {
            in.fault(MailKey.USE_DEFAULT_CREDENTIALS, "is true",
                    "false: Java has no Windows account to log in with; set UserName and Password");
        }
        Optional<String> user = in.text(MailKey.USER_NAME).map(name -> resolved(in, MailKey.USER_NAME, name));
        Optional<String> password = password(in);
        if (user.isPresent() != password.isPresent()) {
            in.missing(user.isPresent() ? MailKey.PASSWORD : MailKey.USER_NAME, "UserName and Password together, or neither");
        }
        return user.isPresent() && password.isPresent() ? new Delivery.Credentials(user.get(), password.get()) : null;
    }

    private Optional<String> password(SectionReader in) {
        Optional<Setting> password = in.setting(MailKey.PASSWORD);
        Optional<Setting> file = in.setting(MailKey.PASSWORD_FILE);
        if (password.isPresent() && file.isPresent()) {
            in.fault(MailKey.PASSWORD_FILE, "is set beside Password", "one of the two");
        }
        if (file.isPresent()) {
            try {
                return Optional.of(PasswordFile.read(in, PickupPath.resolve(home, file.get().value())));
            } catch (IllegalArgumentException e) {
                in.fault(MailKey.PASSWORD_FILE, "is '" + file.get().value() + "'", "a file path of this system" + PathHint.of(file.get().value()));
                return Optional.of("");
            }
        }
        if (password.isPresent() && password.get().fromFile() && !isPlaceholder(password.get().value())) {
            boolean open = password.get().file().filter(OpenFile::isReadableByAll).isPresent();
            in.warn(MailKey.PASSWORD, "stands in clear text" + (open ? ", where every account of this machine may read it" : "")
                    + ": PasswordFile or an environment variable keeps it out of the file"
                    + (open ? ", and chmod 600 others out of it" : ""));
        }
        return password.map(setting -> resolved(in, MailKey.PASSWORD, setting.value()));
    }

    private static boolean isPlaceholder(String value) {
        return value.contains("{{");
    }

    /** Asks Camel for {@code {{…}}}: property placeholders and, through them, its vaults. */
    private String resolved(SectionReader in, MailKey key, String value) {
        if (!isPlaceholder(value)) {
            return value;
        }
        try {
            return placeholders.apply(value);
        } catch (RuntimeException e) {
            in.fault(key, "is a placeholder that cannot be resolved", "one that Camel's properties or vaults know");
            return "";
        }
    }
}
