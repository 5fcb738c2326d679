// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.SmtpSink;
import org.notificationgateway.support.TestHome;

/** The faults that Postfix's own test server has by switch: a second opinion on what servers do. */
@ExtendWith(FaultTable.class)
class SmtpSinkFaultsTest {
    @TempDir
    private Path folder;

    private final int port = TestHome.freePort();

    private FaultBench gateway() {
        return FaultBench.start(FaultBench.home(folder, port));
    }

    private SmtpSink sink(String... switches) throws Exception {
        return new SmtpSink(folder, port, switches);
    }

    private void assertDeliveredByAGoodOne(FaultBench bench, int mails, String messageId) throws Exception {
        try (SmtpSink good = sink()) {
            bench.untilDelivered(mails);
            assertEquals(1, good.mails().size());
            assertTrue(good.mails().get(0).contains("Message-ID: " + messageId));
            assertEquals(0, bench.dead().size());
        }
    }

    @Test
    @DisplayName("F11 smtp-sink -r at each command: tried again until it takes the mail")
    void aSoftRefusal() throws Exception {
        try (FaultBench bench = gateway()) {
            int mails = 0;
            for (String command : List.of("CONNECT", "EHLO,HELO", "MAIL", "RCPT", "DATA", ".")) {
                String id = "soft" + mails++;
                String messageId;
                try (SmtpSink faulty = sink("-r", command)) {
                    messageId = bench.post(id);
                    bench.until(() -> bench.log("server/" + id + " ").stream()
                            .anyMatch(line -> line.contains("1 pending")));
                }
                assertDeliveredByAGoodOne(bench, mails, messageId);
            }
        }
    }

    @Test
    @DisplayName("F14 smtp-sink -q .: unknown, sent again with the same Message-ID")
    void aHangUpAfterTheDot() throws Exception {
        try (FaultBench bench = gateway()) {
            String id;
            try (SmtpSink faulty = sink("-q", ".")) {
                id = bench.post("unknown");
                bench.until(() -> bench.log("may have arrived").size() >= 2);
            }
            assertDeliveredByAGoodOne(bench, 1, id);
        }
    }

    @Test
    @DisplayName("F15 smtp-sink -W .:3: sent once")
    void aLateReplyToTheDot() throws Exception {
        try (FaultBench bench = gateway(); SmtpSink slow = sink("-W", ".:3")) {
            bench.post("slow");
            bench.untilDelivered(1);
            assertEquals(1, bench.log("attempt 1: 1 delivered").size());
            assertEquals(1, slow.mails().size());
        }
    }

    @Test
    @DisplayName("F17 smtp-sink -T 100: a mail through a tiny window arrives whole")
    void aTinyWindow() throws Exception {
        try (FaultBench bench = gateway(); SmtpSink narrow = sink("-T", "100")) {
            bench.post("narrow", ", \"html\": \"" + "x".repeat(200_000) + "\"");
            bench.untilDelivered(1);
            assertEquals(1, narrow.mails().size());
        }
    }

    @Test
    @DisplayName("F21 smtp-sink -f at each command: dead letter once")
    void aHardRefusal() throws Exception {
        try (FaultBench bench = gateway()) {
            int mails = 0;
            for (String command : List.of("MAIL", "RCPT", "DATA", ".")) {
                int count = ++mails;
                try (SmtpSink faulty = sink("-f", command)) {
                    bench.post("hard" + count);
                    bench.until(() -> bench.dead().size() == count);
                }
            }
            assertTrue(bench.dead().stream().allMatch(
                    entry -> entry.attempts() == 1 && String.valueOf(entry.deadReason()).startsWith("5")));
        }
    }

    @Test
    @DisplayName("F47 smtp-sink -8, -p, -e: umlauts arrive in 7-bit")
    void aServerOfFewExtensions() throws Exception {
        try (FaultBench bench = gateway()) {
            int mails = 0;
            for (String switches : List.of("-8", "-p", "-e", "-8 -p -e")) {
                try (SmtpSink old = sink(switches.split(" "))) {
                    bench.post("old" + mails++, ", \"html\": \"Zo\u00e9 \u65e5\u672c\"");
                    bench.untilDelivered(mails);
                    assertEquals(1, old.mails().size());
                    assertTrue(old.mails().get(0).chars().allMatch(c -> c < 128), "7-bit throughout");
                }
            }
        }
    }
}
