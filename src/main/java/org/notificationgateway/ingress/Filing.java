// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.IntakeResult;

/** What differs between a folder of requests and one of finished mails: which files are taken, and where they go afterwards. */
interface Filing {
    /** How logs name the door. */
    String door();

    /** End of the names of files that are taken, in lower case. */
    String suffix();

    /** What the id of a file begins with. */
    String idPrefix();

    /** Folders below the door's that it needs besides that of claimed files. */
    List<String> folders();

    /** True if nobody has the file open for writing, where the system can tell. */
    boolean isClosed(Path file);

    /** True if files are looked into before they are claimed, because somebody may append to them by their names. */
    boolean looksInPlace();

    /** True if the file ends in the middle, so that its writer may go on. */
    boolean isCut(byte[] content);

    /**
     * True if its writer does not go on any more.
     *
     * @param looks how often it has ended there, this time among them
     * @param waited since the first of these
     */
    boolean isGivenUp(int looks, Duration waited);

    /**
     * Files what intake has accepted.
     *
     * @param claimed what the file is called among the claimed ones
     * @param name what it was called
     */
    void accept(Folders folders, Path claimed, String name, IntakeResult answer) throws IOException;

    /** Files what was refused, and why. */
    void refuse(Folders folders, Path claimed, String name, byte[] problem) throws IOException;

    /** Those of a door, as they were when it opened. */
    interface Folders {
        HeldFolder inbox() throws IOException;

        HeldFolder below(String name) throws IOException;

        HeldFolder claims() throws IOException;
    }

    /** True for a name of a file that this door takes. */
    default boolean takes(@Nullable Path name) {
        String text = String.valueOf(name);
        return !text.startsWith(".") && text.toLowerCase(Locale.ROOT).endsWith(suffix());
    }

    /** Name of the file that says what is wrong with another. */
    static String errorsOf(String name) {
        return name + ".error.json";
    }
}
