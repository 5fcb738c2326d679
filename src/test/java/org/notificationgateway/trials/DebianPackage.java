// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.notificationgateway.support.Absent;

/** Files of a Debian package, unpacked below {@code target} with what it needs, so that nothing is installed. */
final class DebianPackage {
    private static final Path ABOVE = Path.of("target", "servers").toAbsolutePath();
    private static final Pattern OFFLINE = Pattern.compile(
            "Could not resolve|Temporary failure resolving|Could not connect|[Uu]nable to connect|Network is unreachable");
    private static final String SCRIPT = """
            mkdir -p partial
            get() {
              apt-get -q -y -o Dir::Cache::archives="$PWD" -o Debug::NoLocking=1 \
                --no-install-recommends --download-only install "$0"
            }
            get || { apt-get update -q; get; } || exit 1
            for package in *.deb; do dpkg -x "$package" . || exit 1; done
            touch unpacked
            """;

    private DebianPackage() {
    }

    /** Returns the folder with its files; an offline machine that lacks them skips the test, and says so. */
    static Path unpack(String name) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(ABOVE.resolve(name));
        if (Files.exists(folder.resolve("unpacked"))) {
            return folder;
        }
        Path log = folder.resolve("unpack.log");
        Process shell = new ProcessBuilder("sh", "-c", SCRIPT, name).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = shell.waitFor(300, TimeUnit.SECONDS);
        shell.destroyForcibly();
        if (!ended || shell.exitValue() != 0) {
            String output = Files.readString(log, StandardCharsets.ISO_8859_1);
            if (OFFLINE.matcher(output).find()) {
                Absent.skip(name + " is not here, and the machine is offline");
            }
            throw new IllegalStateException(name + " cannot be unpacked: " + output);
        }
        return folder;
    }
}
