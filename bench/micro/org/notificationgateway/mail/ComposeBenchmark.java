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

    @Param({"2000", "20000"})
    public int textBytes;

    private final MessageComposer composer = new MessageComposer();
    private final Mailbox from = Mailbox.parse("no-reply@contoso.com");
    private final ZonedDateTime date = ZonedDateTime.parse("2026-11-21T12:00:00Z");
    private MailContent text;
    private MailContent withAttachment;

    @Setup
    public void write() {
        byte[] file = new byte[1_000_000];
        new Random(1).nextBytes(file);
        text = content(List.of());
        withAttachment = content(List.of(new Attachment("report.bin", "application/octet-stream", file, null)));
    }

    private MailContent content(List<Attachment> attachments) {
        Recipients to = new Recipients(List.of(Mailbox.parse("operations@contoso.com")), List.of(), List.of());
        String body = LINE.repeat(textBytes / LINE.length() + 1).substring(0, textBytes);
        return new MailContent(to, null, "Benchmark", body, null, attachments, Map.of(), null);
    }

    @Benchmark
    public byte[] composeText() {
        return composer.compose(text, from, "<benchmark@contoso.com>", date);
    }

    @Benchmark
    public byte[] composeAttachment() {
        return composer.compose(withAttachment, from, "<benchmark@contoso.com>", date);
    }
}
