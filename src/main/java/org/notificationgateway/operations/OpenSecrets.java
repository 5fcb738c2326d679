// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.notificationgateway.ingress.ListenAddress;
import org.notificationgateway.settings.OpenFile;
import org.notificationgateway.settings.StartRefusedException;

/** Finds what a start does not refuse, but whoever runs the gateway should know of. Keeps no state. */
public final class OpenSecrets {
    private static final String JMX = "camel.main.jmxEnabled";
    private static final Pattern OF_JMX = Pattern.compile("(?i)camel\\.main\\.jmx.+");
    private static final Pattern JOLOKIA = Pattern.compile("(?i)camel\\.(?:management|server)\\.jolokia.*");
    /** A line of the file with a secret that stands there itself. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)[ \\t]*+([a-z][a-z0-9._-]{0,100}(?:password|secret))(?:[ \\t]*+[=:][ \\t]*+|[ \\t]++(?![=:]))"
                    + "(?!.*\\{\\{)\\S.*");

    private OpenSecrets() {}

    /** What is open without being closed to anybody: secrets in files, and a broker beyond this machine; and what is not there. */
    public static List<String> warnings(GatewayProperties properties) {
        List<String> warnings = new ArrayList<>(openSecrets(properties));
        warnings.addAll(management(properties));
        String acceptor = properties.text("gateway.broker.acceptor");
        if (properties.text("gateway.broker.url").isEmpty() && !acceptor.isEmpty()) {
            boolean tls = acceptor.toLowerCase(Locale.ROOT).contains("sslenabled=true");
            String host = hostOf(acceptor);
            if (!new ListenAddress("gateway.broker.acceptor", host, 0).isLoopback()) {
                warnings.add("gateway.broker.acceptor listens on " + host + ": whoever reaches it and has the one user and"
                        + " password may send" + (tls ? "" : ", and both cross the network in clear text; sslEnabled=true encrypts")
                        + ". 127.0.0.1 keeps it on this machine");
            }
        }
        return warnings;
    }

    /** What works and should not: a line for each secret that every account of the machine may read. */
    private static List<String> openSecrets(GatewayProperties properties) {
        List<String> warnings = new ArrayList<>();
        Path file = properties.home().resolve("config/application.properties");
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
        for (String key : properties.keys("delivery.oauth.")) {
            if (key.endsWith(".client-key") && isOpen(properties, key)) {
                warnings.add(key + " is " + properties.text(key) + ", which every account of this machine may read: chmod 600");
            }
        }
        return warnings;
    }

    /** What Camel's keys for management do not do, or do for everybody. */
    private static List<String> management(GatewayProperties properties) {
        List<String> warnings = new ArrayList<>();
        boolean jmx = isWanted(properties, JMX);
        for (String key : properties.keys("camel.")) {
            if (!isWanted(properties, key)) {
                continue;
            }
            if (JOLOKIA.matcher(key).matches()) {
                warnings.add(key + " is set and has no effect: this distribution carries no Jolokia");
            } else if (OF_JMX.matcher(key).matches() && !jmx) {
                warnings.add(key + " is set and has no effect: " + JMX + " is false");
            } else if (key.equalsIgnoreCase("camel.debug.enabled")) {
                warnings.add(key + " opens JMX to whoever reaches port 1099, without a login: not for production");
            }
        }
        return warnings;
    }

    private static boolean isWanted(GatewayProperties properties, String key) {
        try {
            return !properties.text(key).isEmpty() && !properties.text(key).equalsIgnoreCase("false");
        } catch (StartRefusedException e) {
            return true; // a placeholder without a value
        }
    }

    private static boolean isOpen(GatewayProperties properties, String key) {
        try {
            return !properties.text(key).isEmpty() && OpenFile.isReadableByAll(properties.home().resolve(properties.text(key)));
        } catch (IllegalArgumentException | StartRefusedException e) {
            return false; // no path, or a placeholder without a value: a fault, and said as one
        }
    }

    private static String hostOf(String acceptor) {
        try {
            String host = new URI(acceptor.split("[?;]", 2)[0]).getHost();
            return host == null ? acceptor : host;
        } catch (URISyntaxException e) {
            return acceptor; // the broker will say what is wrong with it
        }
    }
}
