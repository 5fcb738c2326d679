// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.TextFile;

/**
 * A copy of a home whose settings are wrong, with shipped values in their places, so that its routes can be built all the
 * same. Made for one look, and deleted with {@link #close}.
 */
final class MendedHome implements AutoCloseable {
    private static final String PROPERTIES = "config/application.properties";
    private static final String VARIABLE = "(environment variable "; // as a fault has it
    private static final List<String> LEFT_OUT = List.of("api-keys", "replies.yaml", "profiles.yaml");
    private static final Pattern PICKUP = Pattern.compile("\"?UseSpecifiedPickupDirectory\"?\\s*:\\s*\"?true", Pattern.CASE_INSENSITIVE);

    private final GatewayHome home;
    private final Path copy;
    private final Map<String, String> overrides = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>(System.getenv());

    /** @param home nothing in it is changed */
    MendedHome(GatewayHome home) throws IOException {
        this.home = home;
        copy = Files.createTempDirectory("gateway-check");
        for (String name : List.of("config", "routes")) {
            Folders.copy(home.resolve(name), copy.resolve(name));
        }
    }

    GatewayHome copy() {
        return new GatewayHome(copy);
    }

    /** What holds instead of the values of the environment and of the JVM's options. */
    Map<String, String> overrides() {
        return Map.copyOf(overrides);
    }

    /** The variables for MailSettings that are not wrong. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** A line about the copy, as it is to be read of the home. */
    String ofHome(String line) {
        return line.replace(copy.toString(), home.directory().toString());
    }

    /**
     * Takes out what these faults are about.
     *
     * @param faults a line for each, which begins with a key or names a file
     */
    void mend(Collection<String> faults) throws IOException {
        List<String> keys = faults.stream().map(line -> line.split("[ :]", 2)[0]).map(GatewayKeys::proper).toList();
        Properties properties = properties();
        for (String key : List.copyOf(properties.stringPropertyNames())) {
            if (keys.contains(GatewayKeys.proper(key))) {
                properties.remove(key);
            }
        }
        write(properties);
        Properties shipped = copy().settings(Map.of(), new Properties());
        for (String key : keys) {
            if (GatewayKey.isOverridden(key)) {
                overrides.put(key, shipped.getProperty(key, ""));
            }
        }
        environment.keySet().removeIf(name -> faults.stream().anyMatch(line -> line.contains(VARIABLE + name + ")")));
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (faults.stream().anyMatch(line -> line.contains(name)) && LEFT_OUT.contains(name)) {
                Files.delete(file);
            } else if (faults.stream().anyMatch(line -> line.contains(name)) && name.startsWith("appsettings")) {
                standIn(file);
            }
        }
    }

    /** Takes out all of the gateway's own; what is somebody's own for the routes stays. */
    void reset() throws IOException {
        Properties properties = properties();
        for (String key : List.copyOf(properties.stringPropertyNames())) {
            if (GatewayKeys.find(key).isPresent() || GatewayKeys.isOurs(key) || key.startsWith("camel.")) {
                properties.remove(key);
            }
        }
        write(properties);
        Properties shipped = copy().settings(Map.of(), new Properties());
        GatewayKeys.ALL.stream().map(GatewayKey::name).filter(GatewayKey::isOverridden).forEach(key -> overrides.put(key, shipped.getProperty(key, "")));
        environment.keySet().removeIf(name -> name.contains("__"));
        for (Path file : files()) {
            if (LEFT_OUT.contains(file.getFileName().toString())) {
                Files.delete(file);
            } else if (file.getFileName().toString().startsWith("appsettings")) {
                standIn(file);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(copy.resolve("config"))) {
            return new ArrayList<>(files.filter(Files::isRegularFile).toList());
        }
    }

    /** A sender that can be told from no other but by its way. */
    private static void standIn(Path file) throws IOException {
        boolean pickup = PICKUP.matcher(new String(Files.readAllBytes(file), UTF_8)).find();
        Files.writeString(file, "{\"MailSettings\": {\"FromAddress\": \"check@example.com\", "
                + (pickup ? "\"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"data/pickup\"}}" : "\"Host\": \"mail.example.com\", \"Port\": 25}}"));
    }

    /** Whatever can be read of them. */
    private Properties properties() throws IOException {
        Properties properties = new Properties();
        try (Reader text = new StringReader(TextFile.read(copy.resolve(PROPERTIES)))) {
            properties.load(text);
        } catch (TextFile.NotTextException | IllegalArgumentException e) {
            properties.clear(); // the shipped ones hold
        }
        return properties;
    }

    private void write(Properties properties) throws IOException {
        try (Writer file = Files.newBufferedWriter(copy.resolve(PROPERTIES))) {
            properties.store(file, null);
        }
    }

    @Override
    public void close() throws IOException {
        Folders.delete(copy);
    }
}
