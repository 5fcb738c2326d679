// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The local SMTP server that empties a pickup directory: the envelope stands in the first lines of each file. */
final class PickupReader {
    private final Path pickup;

    PickupReader(Path pickup) {
        this.pickup = pickup;
    }

    /** Takes what is there. */
    void collect(Oracle oracle) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(pickup, "*.eml")) {
            for (Path file : files) {
                take(oracle, Files.readAllBytes(file));
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // no such directory yet
        }
    }

    private static void take(Oracle oracle, byte[] eml) {
        String from = "";
        List<String> to = new ArrayList<>();
        int start = 0;
        while (true) {
            int end = start;
            while (end < eml.length && eml[end] != '\n') {
                end++;
            }
            String line = new String(eml, start, end - start, StandardCharsets.ISO_8859_1).strip();
            if (line.regionMatches(true, 0, "X-Sender:", 0, 9)) {
                from = bare(line.substring(9));
            } else if (line.regionMatches(true, 0, "X-Receiver:", 0, 11)) {
                to.add(bare(line.substring(11)));
            } else {
                break;
            }
            start = end + 1;
        }
        oracle.arrive(from, to, Arrays.copyOfRange(eml, start, eml.length));
    }

    private static String bare(String address) {
        return address.strip().replaceAll("^<|>$", "");
    }
}
