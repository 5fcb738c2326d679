// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a file in the pickup directory costs, and how much of that is not the disk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PickupBenchmark {
    private final FinishedMail mail = new FinishedMail("server", "<benchmark@contoso.com>",
            new Envelope("no-reply@contoso.com", List.of("operations@contoso.com")), new byte[2_700]);
    private Path folder;
    private PickupDirectory pickup;

    /** On the disk of the working directory, since a temporary folder may be memory. */
    @Setup(Level.Iteration)
    public void makeDirectories() throws IOException {
        folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "pickup");
        Path directory = Files.createDirectory(folder.resolve("mails"));
        Files.createDirectory(PickupDirectory.stagingOf(directory));
        pickup = new PickupDirectory(new Senders(List.of(new MailSettings(
                "server", "no-reply@contoso.com", new Delivery.Pickup(directory), "a benchmark"))), FileMode.OWNER_ONLY, 1);
    }

    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    @Benchmark
    public byte[] render() {
        return pickup.render(mail);
    }

    @Benchmark
    public void deliver() throws IOException {
        pickup.deliver(pickup.plan(mail), mail);
    }
}
