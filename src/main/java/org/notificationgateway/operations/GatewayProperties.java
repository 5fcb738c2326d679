// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.notificationgateway.delivery.FileMode;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.ingress.HostRule;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.outbox.Durations;
import org.notificationgateway.outbox.RetryPlan;
import org.notificationgateway.settings.OpenFile;
import org.notificationgateway.settings.PathHint;
import org.notificationgateway.settings.TextFile;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.smtp.SmtpSettings;
import org.notificationgateway.smtp.SmtpTimeouts;
import org.notificationgateway.smtp.TrustedServers;

/** Reads the gateway's own settings through Camel, so that files, environment and tests override them alike. */
public final class GatewayProperties {
    private static final String SMTP = "delivery.smtp.";
    private static final Pattern JMX = Pattern.compile("(?i)camel\\.(?:(?:main|debug)\\.jmx|(?:management|server)\\.jolokia).*");
    /** A line of the file with a secret that stands there itself. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)[ \\t]*+([a-z][a-z0-9._-]{0,100}(?:password|secret))(?:[ \\t]*+[=:][ \\t]*+|[ \\t]++(?![=:]))"
                    + "(?!.*\\{\\{)\\S.*");

    private final CamelContext context;

    public GatewayProperties(CamelContext context) {
        this.context = context;
    }

    /** The home the launcher named; the working directory otherwise. */
    public GatewayHome home() {
        return new GatewayHome(Path.of(context.resolvePropertyPlaceholders("{{gateway.home:.}}")));
    }

    public String text(String key) {
        return context.resolvePropertyPlaceholders("{{" + key + ":}}").strip();
    }

    /** Every key of the files and of the program's own that begins so, in alphabetical order. */
    Set<String> keys(String prefix) {
        return new TreeSet<>(
                context.getPropertiesComponent().loadProperties(key -> key.startsWith(prefix)).stringPropertyNames());
    }

    public boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }

    /** Where a server of ours answers. */
    public String url(String server) {
        return GatewayHome.url(server, this::text);
    }

    /** True when a server of ours lets in only who shows a certificate of the operator's own choice. */
    public boolean clientCertificates(String server) {
        return url(server).startsWith("https:")
                && text("camel.ssl.clientAuthentication").equalsIgnoreCase("REQUIRE")
                && !text("camel.ssl.trustStore").isEmpty() // else every public authority's
                && !flag("camel.ssl.trustAllCertificates");
    }

    public int number(String key) {
        try {
            return Integer.parseInt(text(key));
        } catch (NumberFormatException e) {
            throw fault(key, "is '" + text(key) + "'", "a whole number");
        }
    }

    /** Checks a rate that 0 leaves without a limit. */
    public int rate(String key) {
        int rate = number(key);
        if (rate < 0) {
            throw fault(key, "is '" + text(key) + "'", "0 for no limit, or more");
        }
        return rate;
    }

    /** The limits of requests, each a number of at least one. */
    public Limits limits() {
        return new Limits(
                limit("request-size"), limit("recipients"), limit("attachments"), limit("subject-length"),
                limit("name-length"), limit("headers"));
    }

    private int limit(String name) {
        return positive("intake.max-" + name);
    }

    /** How SMTP servers are used. */
    public SmtpSettings smtp() throws IOException {
        return new SmtpSettings(
                new SmtpTimeouts(
                        duration(SMTP + "connect-timeout"), duration(SMTP + "greeting-timeout"),
                        duration(SMTP + "command-timeout"), duration(SMTP + "data-timeout"),
                        duration(SMTP + "write-timeout"), duration(SMTP + "final-dot-timeout"),
                        duration(SMTP + "total-timeout")),
                positive(SMTP + "connections"), positive(SMTP + "mails-per-connection"),
                duration(SMTP + "connection-age"), duration(SMTP + "idle-time"), text(SMTP + "ehlo-name"),
                flag(SMTP + "allow-clear-credentials"), trusted(), RepliesFile.of(home().directory()));
    }

    private List<X509Certificate> trusted() {
        String key = SMTP + "trust";
        if (text(key).isEmpty()) {
            return List.of();
        }
        Path file = path(key);
        try {
            return TrustedServers.read(TextFile.bytes(file));
        } catch (IOException e) {
            throw fault(key, "is " + file + ", which cannot be read (" + e.getClass().getSimpleName() + ")", "a file of certificates in PEM");
        } catch (IllegalArgumentException e) {
            throw fault(key, "is " + file + ", which " + e.getMessage(), "a file of certificates in PEM");
        }
    }

    public int positive(String key) {
        int number = number(key);
        if (number < 1) {
            throw fault(key, "is '" + number + "'", "a whole number of at least 1");
        }
        return number;
    }

    public Duration duration(String key) {
        try {
            return Durations.parse(text(key));
        } catch (IllegalArgumentException e) {
            throw fault(key, "is '" + text(key) + "'", "a number and its unit, such as 500ms, 30s, 5m, 24h or 7d");
        }
    }

    public List<Duration> durations(String key) {
        try {
            return RetryPlan.delays(text(key));
        } catch (IllegalArgumentException e) {
            throw fault(key, "is '" + text(key) + "'", "durations with commas between, such as 30s,1m,2m");
        }
    }

    public FileMode fileMode(String key) {
        try {
            return FileMode.of(text(key));
        } catch (IllegalArgumentException e) {
            throw fault(key, "is '" + text(key) + "'", "three octal digits, such as 600 or 640");
        }
    }

    /** A file or folder, below the home unless it is absolute. */
    public Path path(String key) {
        try {
            return home().resolve(text(key));
        } catch (InvalidPathException e) {
            throw fault(key, "is '" + text(key) + "'", "a path of this system" + PathHint.of(text(key)));
        }
    }

    /** Resolves a folder against the home, for us and for the routes that name the key; Camel decodes those twice. */
    public Path absoluteFolder(String key) {
        Path folder = path(key);
        context.getPropertiesComponent().addOverrideProperty(key, folder.toString().replace("%", "%2525"));
        return folder;
    }

    /** What works and should not: a line for each secret that every account of the machine may read. */
    List<String> openSecrets() {
        List<String> warnings = new ArrayList<>();
        Path file = home().resolve("config/application.properties");
        Set<String> named = new TreeSet<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) { // any bytes: only keys are looked for
            lines.map(SECRET::matcher).filter(Matcher::matches).map(line -> line.group(1)).forEach(named::add);
        } catch (IOException | UncheckedIOException e) {
            return warnings; // without a file there is no secret in it
        }
        if (!named.isEmpty() && OpenFile.isReadableByAll(file)) {
            warnings.add(file + " holds " + String.join(", ", named)
                    + " and may be read by every account of this machine: chmod 600, or the environment");
        }
        for (String key : keys("delivery.oauth.")) {
            if (key.endsWith(".client-key") && isOpen(key)) {
                warnings.add(key + " is " + text(key) + ", which every account of this machine may read: chmod 600");
            }
        }
        return warnings;
    }

    /** A line for each key of Camel's that is set and wants JMX, for which the libraries are missing: nothing comes of it. */
    List<String> withoutJmx() {
        Set<String> keys = keys("camel.");
        keys.add("camel.main.jmxEnabled"); // the environment may have it alone
        return keys.stream().filter(key -> JMX.matcher(key).matches() && isWanted(key))
                .map(key -> key + " is set and has no effect: this distribution carries no JMX. Metrics and health are at /observe/")
                .toList();
    }

    private boolean isWanted(String key) {
        try {
            return !text(key).isEmpty() && !text(key).equalsIgnoreCase("false");
        } catch (IllegalArgumentException e) {
            return true; // a placeholder without a value
        }
    }

    private boolean isOpen(String key) {
        try {
            return !text(key).isEmpty() && OpenFile.isReadableByAll(home().resolve(text(key)));
        } catch (IllegalArgumentException e) {
            return false; // no path, or a placeholder without a value: a fault, and said as one
        }
    }

    /** For commands that start no gateway. */
    public static GatewayProperties of(Properties settings) {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setInitialProperties(settings);
        return new GatewayProperties(context);
    }

    /** The same, of a home. */
    public static GatewayProperties of(GatewayHome home) throws IOException {
        Properties settings = home.settings(System.getenv());
        settings.setProperty("gateway.home", home.directory().toString());
        return of(settings);
    }

    /** Every value of the gateway's own settings that cannot be what its key says. */
    public static List<String> faults(Properties settings) {
        List<String> faults = new ArrayList<>();
        GatewayProperties properties = of(settings);
        for (String key : settings.stringPropertyNames()) {
            try {
                properties.typed(key);
            } catch (StartRefusedException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        return faults;
    }

    private void typed(String key) {
        if (key.equals("delivery.retry-delays")) {
            durations(key);
        } else if (key.endsWith(".file-mode")) {
            fileMode(key);
        } else if (key.matches(".*-(timeout|interval|time|age|window|pause)") || key.endsWith("keep-accepted") || key.endsWith(".keep")) {
            duration(key);
        } else if (key.startsWith("intake.max-") && !key.endsWith("-usage")
                || key.endsWith("connections") || key.endsWith("-connection") || key.endsWith(".writers")) {
            positive(key);
        } else if (key.endsWith("-directory") || key.equals("ingress.file.directory") || key.equals(SMTP + "trust")) {
            path(key);
        } else if (key.equals("gateway.http.hosts")) {
            HostRule.parse(key, text(key));
        } else if (key.endsWith("rate-limit")) {
            rate(key);
        } else if (key.endsWith(".port") || key.endsWith(".consumers") || key.endsWith("-usage")) {
            number(key);
        } else if (key.endsWith(".enabled") && !text(key).matches("true|false")) {
            throw fault(key, "is '" + text(key) + "'", "true or false");
        }
    }

    private static StartRefusedException fault(String key, String seen, String expected) {
        return new StartRefusedException(key, seen, expected, "config/application.properties, or the environment");
    }
}
