// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;
import java.util.Map;

/** Mails with an attachment of 1 MB: their rate against stock Camel, and how little memory two hundred of them need. */
record AttachmentsCommand(Options options, Layout layout) implements Command {
    private static final int CONNECTIONS = 16;
    private static final int CLIENTS = 4;
    private static final int TEXT = 2_000;
    private static final int ATTACHMENT = 1_000_000;
    private static final int QUEUED = 200;
    private static final int FULL = 800;
    private static final int SMALL = 8_000;

    @Override
    public List<Row> run() throws Exception {
        byte[] request = MailRequest.post(TEXT, ATTACHMENT);
        try (Sink sink = new SmtpSink(layout)) {
            return List.of(rate(sink, request), memory(sink, request));
        }
    }

    private Row rate(Sink sink, byte[] request) throws Exception {
        MailSettings mail = MailSettings.smtp(sink.port());
        GatewayHome home = GatewayHome.make(layout, "attachments", GatewayHome.connections(CONNECTIONS), mail);
        try (Gateway gateway = Gateway.start(layout, home);
                Child stock = new Peers(layout).stock(
                        "stock-attachments", List.of("mail"), Map.of("smtp.port", String.valueOf(sink.port())))) {
            Side ours = new OutboxSide(gateway, sink, mail, request, CLIENTS);
            Side camel = new DrivenSide(Goal.STOCK, stock, sink, CONNECTIONS, TEXT, ATTACHMENT);
            // Small ones first: the compiler counts calls, and a mail of 1 MB makes no more of them than any other.
            Turn.warmedUp(new OutboxSide(gateway, sink, mail, MailRequest.post(TEXT, 0), OutboxSide.CLIENTS), options, SMALL);
            Turn.warmedUp(new DrivenSide(Goal.STOCK, stock, sink, CONNECTIONS, TEXT, 0), options, SMALL);
            return Row.interleaved("attachments", "outbox to SMTP, attachment of 1 MB, 16 connections", options.runs(),
                    List.of(Turn.warmedUp(ours, options, FULL, false), Turn.warmedUp(camel, options, FULL, false)));
        }
    }

    /** Delivered or not is the question here, so one run tells as much as five. */
    private Row memory(Sink sink, byte[] request) throws Exception {
        int mails = options.scaled(QUEUED);
        MailSettings mail = MailSettings.smtp(sink.port());
        GatewayHome home = GatewayHome.make(layout, "attachments-256m", Map.of(), mail);
        try (Gateway gateway = Gateway.start(layout, home, Jdks.ours(), "-Xmx256m")) {
            OutboxSide outbox = new OutboxSide(gateway, sink, mail, request, CLIENTS);
            long before = outbox.fill(mails);
            double filled = ProcessFigures.residentMegabytes(gateway.child().pid());
            outbox.drain(before, mails);
            Sample sample = Sample.of(Sample.DELIVERED, gateway.delivered() - before)
                    .with("MB resident, filled", filled)
                    .with("MB resident, drained", ProcessFigures.residentMegabytes(gateway.child().pid()))
                    .with("MB resident at most", ProcessFigures.peakMegabytes(gateway.child().pid()));
            return new Row("attachments-256m", "200 mails of 1 MB queued, then delivered, under -Xmx256m",
                    List.of(new Series(Side.OURS, List.of(sample))));
        }
    }
}
