// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/** A home whose mail waits, stopped in order, which can be damaged and started again and again, each time from the same state. */
final class DamagedHome implements AutoCloseable {
    private static final int MAILS = 30;
    private static final String WAITS = "d007"; // the one to be hit

    private final Oracle oracle = new Oracle();
    private final CollectingSmtpServer smtp;
    private final TestHome home;
    private final TrialClient client;
    private final Path kept;

    /** What became of one damage. */
    record Row(String damage, TrialGateway.Outcome check, String start, int errors, String firstError, String health,
            Oracle.Verdict verdict, Set<String> notLogged, Set<String> notFoundByCheck) {

        /** A start that is refused keeps all mail for whoever repairs the folder. */
        boolean isGood() {
            boolean refused = start.startsWith("refused") && check.exit() != 0 && !firstError.isEmpty();
            return verdict.altered().isEmpty() && (refused || notLogged.isEmpty() && notFoundByCheck.isEmpty());
        }

        @Override
        public String toString() {
            return String.format("| %s | %s | %s | %s | %d/%d | %d | %d | %d | %d | %d | %d: %s |",
                    damage, checked(), start, health, verdict.arrived(), verdict.accepted(), verdict.dead(),
                    verdict.missing().size(), verdict.altered().size(), notLogged.size(), notFoundByCheck.size(), errors,
                    firstError.lines().findFirst().orElse("").replaceAll("^[0-9:.]+ ", ""));
        }

        private String checked() {
            List<String> lines = check.output().lines().filter(line -> !line.isBlank()).toList();
            return check.exit() + (check.output().contains("Unknown option") ? ", no such option"
                    : ", " + lines.size() + " lines: " + lines.stream().findFirst().orElse(""));
        }
    }

    static final String HEAD = "| damage | check --data | start | health | arrived | dead | missing | altered |"
            + " not in the log | not found by check | errors in the log |\n|---|---|---|---|---|---|---|---|---|---|---|";

    DamagedHome(Path folder) throws Exception {
        smtp = new CollectingSmtpServer(oracle).answer(CollectingSmtpServer.Answer.DEFER);
        home = TrialGateway.home(folder.resolve("home"), smtp).set("delivery.retry-delays", Effort.of(1, 2) + "s");
        client = new TrialClient(home);
        kept = folder.resolve("kept");
        try (TrialGateway gateway = TrialGateway.start(home, "").awaitStart()) {
            assertTrue(gateway.isAlive(), gateway.output());
            for (int i = 0; i < MAILS; i++) {
                int kilobytes = i < 20 ? 1 : i < 25 ? 40 : 300;
                assertEquals(202, client.post(oracle, new TrialMail(String.format("d%03d", i), kilobytes * 1024)));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> smtp.attempts() >= Effort.of(2, 3) * MAILS);
        }
        copy(home.path("data"), kept);
    }

    List<Damage> damages() {
        return damages(WAITS);
    }

    /** Those that hit one mail hit this one. */
    List<Damage> damages(String mail) {
        return Damage.all(new TrialMail(mail, 1024));
    }

    /** Does it to a fresh copy, looks with {@code check}, starts, and tells what came. */
    Row suffer(Damage damage) throws Exception {
        DataFolder data = new DataFolder(home.path("data"));
        data.remove("");
        copy(kept, home.path("data"));
        damage.deed().to(data);
        TrialGateway.Outcome check = TrialGateway.command(List.of(), home, "check", "--home", home.path("").toString(), "--data");
        Oracle after = oracle.again();
        smtp.report(after).answer(CollectingSmtpServer.Answer.TAKE);
        try (TrialGateway gateway = TrialGateway.start(home, "").awaitStart()) {
            boolean ready = gateway.isReady();
            Oracle.Verdict verdict = new Drain(Duration.ofSeconds(60), Duration.ofSeconds(Effort.of(3, 6))).verdict(after, client, gateway);
            String start = ready ? gateway.isAlive() ? "ready" : "ready, ended with " + gateway.exit()
                    : "refused with " + gateway.exit();
            String health = gateway.isAlive() ? client.health() : "-";
            List<String> errors = gateway.lines("ERROR");
            if (!ready && errors.isEmpty()) {
                errors = gateway.output().lines().filter(line -> line.startsWith("gateway:")).toList();
            }
            return new Row(damage.name(), check, start, errors.size(), errors.isEmpty() ? "" : errors.get(0), health, verdict,
                    unnamed(verdict.missing(), String.join("\n", errors)), unnamed(verdict.missing(), check.output()));
        }
    }

    private static Set<String> unnamed(Set<String> ids, String text) {
        Set<String> unnamed = new TreeSet<>(ids);
        unnamed.removeIf(id -> text.contains("server/" + id));
        return unnamed;
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("cp", "-a", from.toString(), to.toString()));
        assertEquals(0, new ProcessBuilder(words).inheritIO().start().waitFor(), words.toString());
    }

    @Override
    public void close() throws IOException {
        smtp.close();
    }
}
