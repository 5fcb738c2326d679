// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.support.LogLines;

/** W14: a pickup directory that nobody reads is known here, in metrics, health and one line. */
class PickupWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @TempDir
    private Path pickup;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private PickupWatch watch;

    @BeforeEach
    void start() {
        context.getRegistry().bind("meters", meters);
        context.start();
        watch = new PickupWatch(
                context, new Senders(List.of(new MailSettings("server", "a@contoso.com", new Delivery.Pickup(pickup), "a test"))),
                Duration.ofMinutes(15), Clock.fixed(NOW, ZoneOffset.UTC));
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.stop();
        context.stop();
    }

    private Path file(String name, int minutes) throws Exception {
        Path file = Files.writeString(pickup.resolve(name), "x");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofMinutes(minutes))));
        return file;
    }

    private double value(String name) {
        return meters.get(name).tag("sender", "server").gauge().value();
    }

    @Test
    void countsWhatItsReaderHasLeft() throws Exception {
        file("a.eml", 1);
        file("B.EML", 3);
        file("c.bad", 90);
        file("d.tmp", 90);
        watch.look();
        assertEquals(List.of(2.0, 180.0, 1.0), List.of(
                value("gateway.pickup.files"), value("gateway.pickup.oldest.seconds"), value("gateway.pickup.bad.files")));
        assertEquals(Map.of("server", pickup + " holds 1 *.bad, which its reader has refused"), watch.warnings());
    }

    @Test
    void w14WarnsOnceOfADirectoryThatNobodyReadsAndSaysWhenThatIsOver() throws Exception {
        try (LogLines log = LogLines.of("gateway.delivery")) {
            Path old = file("a.eml", 16);
            watch.look();
            watch.look();
            assertEquals(1, log.lines().size(), log.lines().toString());
            assertTrue(log.lines().get(0).startsWith("WARN pickup directory " + pickup + " holds 1 mails, the oldest for 960 s: nobody seems to read it."),
                    log.lines().get(0));
            assertTrue(watch.warnings().get("server").contains("the oldest for 960 s"));
            Files.delete(old);
            watch.look();
            assertEquals("INFO pickup directory " + pickup + " is read again", log.lines().get(1));
            assertEquals(Map.of(), watch.warnings());
        }
    }

    @Test
    void directoryThatIsGoneHasNoValues() throws Exception {
        Files.delete(pickup);
        watch.look();
        assertEquals(Map.of(), watch.warnings());
        Files.createDirectory(pickup);
    }
}
