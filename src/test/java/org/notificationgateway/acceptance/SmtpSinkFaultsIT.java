// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.SmtpFault;
import org.notificationgateway.support.SmtpFault.Trait;
import org.notificationgateway.support.SmtpSink;
import org.notificationgateway.support.TestHome;

/**
 * The faults that Postfix's own test server has by switch: a second opinion on what servers do. One gateway has a sender for each
 * row of {@link SmtpFault}.
 */
@ExtendWith(FaultTable.class)
class SmtpSinkFaultsIT {
    private static final Map<String, Integer> PORTS = new HashMap<>();

    @TempDir
    private static Path folder;

    private static FaultBench bench;

    @BeforeAll
    static void start() {
        TestHome home = FaultBench.home(folder);
        SmtpFault.ofSmtpSink().forEach(row -> {
            PORTS.put(row.sink(), TestHome.freePort());
            FaultBench.addSender(home, name(row), PORTS.get(row.sink()));
        });
        bench = FaultBench.start(home);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    /** Such as {@code sink-rMAIL}. */
    private static String name(SmtpFault row) {
        return "sink" + row.sink().replace(".", "dot").replaceAll("[^A-Za-z0-9-]", "");
    }

    private static SmtpSink sink(SmtpFault row, String... switches) throws Exception {
        return new SmtpSink(folder, PORTS.get(row.sink()), switches);
    }

    @ParameterizedTest(name = "{0}, smtp-sink {1}")
    @MethodSource("rows")
    void aServerOfOthersDoesSo(SmtpFault row, String switches) throws Exception {
        FaultBench.Sender sender = bench.sender(name(row));
        try (SmtpSink faulty = sink(row, switches.split(" "))) {
            String id = sender.post("mail", ", \"html\": \"Zo\u00e9 \u65e5\u672c " + "x".repeat(row.has(Trait.LARGE) ? 200_000 : 0) + "\"");
            switch (row.outcome()) {
                case SmtpFault.DELIVERED -> {
                    sender.untilDelivered(1);
                    assertEquals(1, sender.log("attempt 1: 1 delivered").size());
                    assertEquals(1, faulty.mails().size());
                    assertTrue(faulty.mails().get(0).chars().allMatch(c -> c < 128), "7-bit throughout");
                }
                case SmtpFault.GIVE_UP -> {
                    sender.until(() -> sender.dead().size() == 1);
                    assertEquals(1, sender.dead().get(0).attempts());
                    assertTrue(String.valueOf(sender.dead().get(0).deadReason()).startsWith("5"));
                }
                default -> {
                    sender.until(() -> row.has(Trait.ENDS_THE_LINE) ? sender.log("may have arrived").size() >= row.times()
                            : !sender.log("1 pending").isEmpty());
                    faulty.close();
                    assertDeliveredByAGoodOne(row, sender, id);
                }
            }
        }
    }

    static List<Arguments> rows() {
        return SmtpFault.ofSmtpSink().map(row -> Arguments.of(row, row.sink())).toList();
    }

    private static void assertDeliveredByAGoodOne(SmtpFault row, FaultBench.Sender sender, String messageId) throws Exception {
        try (SmtpSink good = sink(row)) {
            sender.untilDelivered(1);
            assertEquals(1, good.mails().size());
            assertTrue(good.mails().get(0).contains("Message-ID: " + messageId));
            assertEquals(0, sender.dead().size());
        }
    }
}
