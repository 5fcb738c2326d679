// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.notificationgateway.settings.PathHint;
import org.notificationgateway.settings.PropertiesFile;
import org.notificationgateway.settings.StartRefusedException;

/**
 * The folder a gateway runs from: {@code routes/}, {@code config/} and, unless set otherwise, {@code data/}.
 */
public record GatewayHome(Path directory) {
    /** The file of API keys, below the home. */
    public static final String API_KEYS = "config/api-keys";

    private static final String PROPERTIES = "config/application.properties";
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
        if (PathHint.isBareDrive(folder)) {
            throw new InvalidPathException(folder, "no separator after the drive");
        }
        if (PathHint.isForeign(folder)) {
            throw new InvalidPathException(folder, "a path of Windows");
        }
        Path path = directory.resolve(folder);
        return folder.length() > LONGEST_PATH ? path : path.normalize(); // which takes quadratic time
    }

    private Path properties() {
        return directory.resolve(PROPERTIES);
    }

    /**
     * The values of the home's file, of the shipped one for keys it lacks, and of the environment on top: CAMEL_SERVER_PORT
     * wins over camel.server.port. Camel gets them ready: it reads files in its own way, and configures its servers from the
     * files alone.
     *
     * @throws org.notificationgateway.settings.InvalidSettingsException if a line of the file cannot be meant so
     */
    public Properties settings(Map<String, String> environment) throws IOException {
        Properties settings = new Properties();
        try (InputStream shipped = GatewayHome.class.getClassLoader().getResourceAsStream(DEFAULTS)) {
            settings.load(shipped);
        }
        settings.putAll(PropertiesFile.read(properties()));
        for (String key : settings.stringPropertyNames()) {
            String variable = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            settings.setProperty(key, environment.getOrDefault(variable, settings.getProperty(key)));
        }
        return settings;
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
