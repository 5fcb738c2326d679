// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.regex.Pattern;
import org.notificationgateway.mail.FinishedMail;

/**
 * Turns whatever stopped a delivery route into a report. What is not a server's permanent refusal counts as
 * temporary: a wrong guess that way costs a retry, the other way a mail. Keeps no state.
 */
public final class DeliveryFailures {
    private static final int LONGEST_REASON = 500;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    /** The report the failure carries, or "try again" for every recipient. */
    public DeliveryReport report(Exception failure, FinishedMail mail) {
        return DeliveryReport.same(mail.envelope(), new DeliveryOutcome.TryAgain(reason(failure)));
    }

    /** One line that says what went wrong, from the cause that knows most. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof FileSystemException file) {
            return file.getClass().getSimpleName() + " " + file.getFile();
        }
        boolean speaks = root instanceof IOException || root.getMessage() != null;
        return oneLine(speaks ? root.getClass().getSimpleName() + ": " + root.getMessage() : root.toString());
    }

    /** A server's reply as one printable line of bounded length. */
    static String oneLine(String text) {
        String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
