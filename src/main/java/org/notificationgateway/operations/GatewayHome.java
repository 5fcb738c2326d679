// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.PropertiesFile;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.settings.ValueType;

/**
 * The folder a gateway runs from: {@code routes/}, {@code config/} and, unless set otherwise, {@code data/}.
 */
public record GatewayHome(Path directory) {
    /** The file of API keys, below the home. */
    public static final String API_KEYS = "config/api-keys";
    /** The file of everything else that is no MailSettings. */
    static final String PROPERTIES = "config/application.properties";

    private static final int LONGEST_PATH = 32_767; // of Windows; others take less
    private static final String DEFAULTS = "defaults/application.properties";

    /** Makes the path absolute, so that the working directory no longer matters. */
    public GatewayHome {
        directory = directory.toAbsolutePath().normalize();
    }

    /**
     * Finds a setting's folder: absolute as it is, relative below the home.
     *
     * @throws InvalidPathException if it is none of this system
     */
    public Path resolve(String folder) {
        Path path = directory.resolve(ValueType.Place.of(folder));
        return folder.length() > LONGEST_PATH ? path : path.normalize(); // which takes quadratic time
    }

    private Path properties() {
        return directory.resolve(PROPERTIES);
    }

    /**
     * The values of the home's file, of the shipped one for keys it lacks, and of the JVM's options and the environment on top,
     * for these and all that are known: CAMEL_SERVER_PORT wins over -Dcamel.server.port, and both over the file. Camel gets them ready, as names and values are documented:
     * it reads files in its own way, and configures its servers from the files alone.
     *
     * @throws org.notificationgateway.settings.InvalidSettingsException if a line of the file cannot be meant so
     */
    public Properties settings(Map<String, String> environment) throws IOException {
        return settings(environment, System.getProperties());
    }

    /** The same with other options of the JVM. */
    public Properties settings(Map<String, String> environment, Properties options) throws IOException {
        Properties settings = new Properties();
        try (InputStream shipped = GatewayHome.class.getClassLoader().getResourceAsStream(DEFAULTS)) {
            settings.load(shipped);
        }
        settings.putAll(file());
        Set<String> keys = new HashSet<>(settings.stringPropertyNames());
        GatewayKeys.ALL.forEach(key -> keys.add(key.name()));
        for (String key : keys) {
            String value = environment.getOrDefault(GatewayKey.variable(key), options.getProperty(key, settings.getProperty(key)));
            if (value != null) {
                boolean secret = GatewayKeys.find(key).filter(known -> known.type() instanceof ValueType.Secret).isPresent();
                settings.setProperty(key, secret ? value : value.strip()); // a route takes it as it is
            }
        }
        return settings;
    }

    /** True for a key that the home's file has. */
    boolean isInFile(String key) throws IOException {
        return file().containsKey(key);
    }

    private Properties file() throws IOException {
        Properties written = PropertiesFile.read(properties());
        Properties proper = new Properties();
        written.stringPropertyNames().forEach(key -> proper.setProperty(GatewayKeys.proper(key), written.getProperty(key)));
        return proper;
    }

    /** Where a server of ours answers, by the prefix of its settings, such as {@code camel.server}. */
    public static String url(String server, UnaryOperator<String> setting) {
        boolean tls = Boolean.parseBoolean(setting.apply("camel.ssl.enabled"))
                && Boolean.parseBoolean(setting.apply(server + ".useGlobalSslContextParameters"));
        return (tls ? "https://" : "http://") + setting.apply(server + ".host") + ":" + setting.apply(server + ".port");
    }

    /** The data folder as configured, {@code data} below the home when nothing is or the file cannot be read. */
    public Path dataDirectory(Map<String, String> environment) {
        try {
            return resolve(settings(environment).getProperty("gateway.data-directory", "data").strip());
        } catch (IOException | InvalidPathException e) {
            return resolve("data");
        }
    }

    /**
     * Returns this when it is a home.
     *
     * @throws StartRefusedException otherwise
     */
    public GatewayHome checked() {
        if (!Files.isReadable(properties()) || !Files.isDirectory(directory.resolve("routes"))) {
            throw new StartRefusedException(
                    "home folder", "is " + directory, "a folder with " + PROPERTIES + " and routes/", "--home");
        }
        String path = directory.toString();
        String misread = File.separatorChar == '\\' ? ",?*{}" : ",?*{}\\";
        path.chars().filter(c -> misread.indexOf(c) >= 0).findFirst().ifPresent(c -> {
            throw new StartRefusedException("home folder", "has a '" + (char) c + "' in its path (" + path + ")",
                    "none of " + misread + ", which Camel takes for something else where it looks for routes", "--home");
        });
        return this;
    }
}
