// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of the documents that others paste, so that tests use what stands there. */
public final class DocumentedFile {
    private DocumentedFile() {}

    /**
     * The block of docs/operations.md that begins so.
     *
     * @param language behind its three back quotes
     * @param password in place of the word SECRET
     */
    public static String of(String language, String start, String password) throws IOException {
        String page = Files.readString(TestHome.PROJECT.resolve("docs/operations.md"));
        Matcher block = Pattern.compile("(?ms)^```" + language + "\n(" + Pattern.quote(start) + ".*?)^```").matcher(page);
        if (!block.find()) {
            throw new IllegalStateException("docs/operations.md has no block of " + language + " that begins with " + start);
        }
        return block.group(1).replace("SECRET", password);
    }
}
