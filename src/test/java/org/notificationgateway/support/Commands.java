// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.notificationgateway.NotificationGateway;

/** Runs a command of the gateway in this process and keeps what it says. */
public final class Commands {
    /** One command that has ended. */
    public record Run(int exit, String out, String err) {
        public String all() {
            return out + err;
        }
    }

    private Commands() {}

    /** A command of one word, of a home. */
    public static Run execute(String command, Path home) {
        return execute(command, "--home", home.toString());
    }

    public static Run execute(String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream toOut = new ByteArrayOutputStream();
        ByteArrayOutputStream toErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(toOut, true, UTF_8));
            System.setErr(new PrintStream(toErr, true, UTF_8));
            int exit = NotificationGateway.commandLine().execute(words);
            return new Run(exit, toOut.toString(UTF_8), toErr.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The same, with a home after the words. */
    public static Run in(Path home, String... words) {
        return execute(Stream.concat(Stream.of(words), Stream.of("--home", home.toString())).toArray(String[]::new));
    }
}
