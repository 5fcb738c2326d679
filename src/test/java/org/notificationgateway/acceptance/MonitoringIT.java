// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Absent;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;

/** The alert rules and the dashboard of {@code examples/monitoring} fire when they should, and ask for metrics that there are. */
class MonitoringIT {
    private static final Path EXAMPLES = TestHome.PROJECT.resolve("examples/monitoring").toAbsolutePath();
    private static final Pattern METRIC = Pattern.compile("\\b(?:gateway|camel)_[a-z_]+");

    @TempDir
    private Path folder;

    /** Runs Prometheus' own tool, which must end well. */
    private static void promtool(String... words) throws Exception {
        Stream<Path> places = Stream.concat(
                Stream.of(TestHome.PROJECT.resolve("target/prometheus/usr/bin/promtool").toAbsolutePath()),
                Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, "promtool")));
        Path tool = places.filter(Files::isExecutable).findFirst().orElseGet(() -> Absent.skip("no promtool: .ci/externals unpacks it"));
        Process process = new ProcessBuilder(Stream.concat(Stream.of(tool.toString()), Stream.of(words)).toList())
                .directory(EXAMPLES.toFile()).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), told);
        assertEquals(0, process.exitValue(), told);
    }

    @Test
    void theRulesAreInOrder() throws Exception {
        promtool("check", "rules", "alerts.yaml");
    }

    @Test
    void eachAlertFiresWhenItShould() throws Exception {
        promtool("test", "rules", "alerts.test.yaml");
        String tests = Files.readString(EXAMPLES.resolve("alerts.test.yaml"));
        Matcher alert = Pattern.compile("- alert: (\\w+)").matcher(Files.readString(EXAMPLES.resolve("alerts.yaml")));
        int alerts = 0;
        for (; alert.find(); alerts++) {
            assertTrue(Pattern.compile("alertname: " + alert.group(1) + "\\n *exp_alerts").matcher(tests).find(), alert.group(1) + " has no test in which it fires");
        }
        assertTrue(alerts > 5, "alerts: " + alerts);
    }

    @Test
    void everyMetricThatIsAskedForIsServed() throws Exception {
        Set<String> asked = new TreeSet<>(metrics(Files.readString(EXAMPLES.resolve("alerts.yaml"))));
        JsonNode dashboard = JsonMapper.builder().build().readTree(EXAMPLES.resolve("dashboard.json").toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                asked.addAll(metrics(target.path("expr").asText()));
            }
        }
        dashboard.path("templating").path("list").forEach(variable -> asked.addAll(metrics(variable.path("query").path("query").asText())));
        assertTrue(asked.contains("gateway_outbox_forecast_seconds") && asked.contains("camel_exchanges_total"), asked::toString);
        TestKeys keys = new TestKeys(Files.createDirectory(folder.resolve("keys")));
        Path shown = keys.trusted("smtp");
        try (FaultySmtpServer server = new FaultySmtpServer().startTls(keys.caller(shown))) {
            TestHome home = new TestHome(Files.createDirectory(folder.resolve("home"))) // server has the shipped pickup directory
                    .agent("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                            + server.port() + ", \"SecureSocketOption\": \"StartTls\" }")
                    .write("config/trust.pem", keys.pem(shown)).set("delivery.smtp.trust", "config/trust.pem")
                    .set("intake.max-disk-usage", "99").set("gateway.events.enabled", "true");
            try (TestGateway gateway = TestGateway.start(home)) {
                assertEquals(202, gateway.post("{\"sender\":\"agent\",\"to\":\"jane@example.com\",\"subject\":\"s\",\"text\":\"t\"}").statusCode());
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEquals(Set.of(), missing(asked, gateway)));
                String certificate = "gateway_certificate_days{certificate=\"127.0.0.1:" + server.port() + "\"}";
                await().atMost(Duration.ofSeconds(20)).until(() -> value(gateway, certificate) > 1);
                double free = value(gateway, "gateway_disk_free_bytes");
                double floor = value(gateway, "gateway_disk_floor_bytes");
                assertEquals(Files.getFileStore(folder).getTotalSpace() / 100.0, floor, 1.0);
                assertEquals(Files.getFileStore(folder).getUsableSpace(), free, 1e9);
                assertEquals(0, value(gateway, "gateway_ledger_behind"));
                await().atMost(Duration.ofSeconds(20)).until(() -> value(gateway, "gateway_events_behind_seconds") == 0);
            }
        }
    }

    /** Nobody has to read the code to know what a metric is. */
    @Test
    void everyMetricThatIsAskedForIsExplained() throws Exception {
        String page = Files.readString(TestHome.PROJECT.resolve("docs/operations.md"));
        Set<String> asked = metrics(Files.readString(EXAMPLES.resolve("alerts.yaml")) + Files.readString(EXAMPLES.resolve("dashboard.json")));
        assertEquals(List.of(), asked.stream().filter(metric -> metric.startsWith("gateway_") && !page.contains("`" + metric)).sorted().toList());
    }

    private static double value(TestGateway gateway, String metric) {
        return gateway.manage("/observe/metrics").body().lines().filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(Double.NaN);
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Set<String> missing(Set<String> asked, TestGateway gateway) {
        Set<String> served = gateway.manage("/observe/metrics").body().lines()
                .filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]", 2)[0]).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>(asked);
        missing.removeAll(served);
        return missing;
    }
}
