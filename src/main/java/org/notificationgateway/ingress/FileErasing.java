// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.ErasedAddress;

/**
 * Looks for an address in the files of a folder, and deletes those that have it, with the reason beside them. Others may write
 * there, too: no link is followed. Keeps no state.
 */
public final class FileErasing {
    private static final String BAD = ".bad";

    private FileErasing() {}

    /**
     * How many files have it.
     *
     * @param below a folder in the folder; null for the folder itself
     * @param names of the files that are looked into
     * @param delete true to delete them
     */
    public static int erase(
            Path folder, @Nullable String below, Predicate<String> names, ErasedAddress address, boolean delete) throws IOException {
        try (HeldFolder held = HeldFolder.open(folder); HeldFolder place = below == null ? held : held.below(below)) {
            List<Path> named = new ArrayList<>();
            try (DirectoryStream<Path> all = place.list()) {
                for (Path file : all) {
                    Path name = file.getFileName();
                    if (names.test(name.toString()) && names(place, name, address)) {
                        named.add(name);
                    }
                }
            }
            for (Path name : delete ? named : List.<Path>of()) {
                String whole = name.toString();
                delete(place, name);
                delete(place, Path.of(Filing.errorsOf(
                        whole.endsWith(BAD) ? whole.substring(0, whole.length() - BAD.length()) : whole)));
            }
            return named.size();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return 0; // this door has none
        }
    }

    private static boolean names(HeldFolder place, Path name, ErasedAddress address) throws IOException {
        try {
            if (!place.attributes(name).isRegularFile()) {
                return false;
            }
            try (InputStream in = place.read(name)) {
                return address.isIn(in);
            }
        } catch (NoSuchFileException e) {
            return false; // taken or purged meanwhile
        }
    }

    private static void delete(HeldFolder place, Path name) throws IOException {
        try {
            place.delete(name);
        } catch (NoSuchFileException e) {
            // it had none, or somebody was faster
        }
    }
}
