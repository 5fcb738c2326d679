// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.engine.DefaultResourceLoader;
import org.apache.camel.impl.engine.DefaultResourceResolvers;
import org.apache.camel.spi.Resource;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.TextFile;

/** Finds files by the names they have: Camel takes a + or %20 in the name of a folder for a blank. */
public final class FilesByName extends DefaultResourceResolvers.FileResolver {
    /** Where Camel looks for it in its registry. */
    public static final String KEY = DefaultResourceLoader.RESOURCE_LOADER_KEY_PREFIX + SCHEME;

    @Override
    public Resource resolve(String location) {
        try {
            Path path = Path.of(location.substring(SCHEME.length() + 1));
            return Files.isRegularFile(path) ? new File(location, path) : super.resolve(location);
        } catch (InvalidPathException e) { // a URI with slashes before a drive, say
            return super.resolve(location);
        }
    }

    /** The text of a route file, whoever has written it. */
    public static String route(Path file) throws IOException {
        try {
            return TextFile.read(file);
        } catch (TextFile.NotTextException e) {
            throw new InvalidSettingsException(List.of(
                    new Fault("route file", e.getMessage(), "a file saved as UTF-8", file + ":" + e.line())));
        }
    }

    private record File(String location, Path path) implements Resource {
        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public String getLocation() {
            return location;
        }

        @Override
        public boolean exists() {
            return Files.exists(path);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return location.endsWith(".yaml")
                    ? new ByteArrayInputStream(route(path).getBytes(UTF_8))
                    : Files.newInputStream(path);
        }
    }
}
