// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What writing a mail's bytes costs: a short text, a long one, and one with an attachment of 1 MB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ComposeBenchmark {
    private static final String LINE = "The quick brown fox jumps over the lazy dog, and nobody minds at all.\n";

    @Param({"text of 2 KB", "text of 20 KB", "attachment of 1 MB"})
    public String mail;

    private final MessageComposer composer = new MessageComposer();
    private final Mailbox from = Mailbox.parse("no-reply@contoso.com");
    private final ZonedDateTime date = ZonedDateTime.parse("2026-11-21T12:00:00Z");
    private MailContent content;

    @Setup
    public void write() {
        content = switch (mail) {
            case "text of 2 KB" -> content(2_000, List.of());
            case "text of 20 KB" -> content(20_000, List.of());
            default -> content(2_000, List.of(report()));
        };
    }

    private static Attachment report() {
        byte[] file = new byte[1_000_000];
        new Random(1).nextBytes(file);
        return new Attachment("report.bin", "application/octet-stream", file, null);
    }

    private static MailContent content(int textBytes, List<Attachment> attachments) {
        Recipients to = new Recipients(List.of(Mailbox.parse("operations@contoso.com")), List.of(), List.of());
        String body = LINE.repeat(textBytes / LINE.length() + 1).substring(0, textBytes);
        return new MailContent(to, null, "Benchmark", body, null, attachments, Map.of(), null);
    }

    @Benchmark
    public byte[] compose() {
        return composer.compose(content, from, "<benchmark@contoso.com>", date);
    }
}
