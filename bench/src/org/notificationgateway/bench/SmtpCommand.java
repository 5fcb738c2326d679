// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Outbox to SMTP over sixteen plain connections, for a short mail and one of 20 KB, against stock Camel's sender. */
record SmtpCommand(Options options, Layout layout) implements Command {
    private static final int CONNECTIONS = 16;
    private static final int SMALL = 2_000; // measured first

    @Override
    public List<Row> run() throws Exception {
        List<Row> rows = new ArrayList<>();
        try (Sink sink = new SmtpSink(layout)) {
            MailSettings mail = MailSettings.smtp(sink.port());
            GatewayHome home = GatewayHome.make(layout, "smtp", GatewayHome.connections(CONNECTIONS), mail);
            try (Gateway gateway = Gateway.start(layout, home);
                    Child stock = new Peers(layout).stock(
                            "stock-smtp", List.of("mail"), Map.of("smtp.port", String.valueOf(sink.port())))) {
                rows.add(row("smtp-2k", SMALL, 40_000, 16_000, gateway, stock, sink, mail));
                rows.add(row("smtp-20k", 20_000, 24_000, 1_500, gateway, stock, sink, mail));
            }
        }
        return rows;
    }

    private Row row(
            String id, int bytes, int ours, int theirs, Gateway gateway, Child stock, Sink sink, MailSettings mail)
            throws Exception {
        OutboxSide outbox = new OutboxSide(gateway, sink, mail, MailRequest.post(bytes, 0), OutboxSide.CLIENTS);
        DrivenSide camel = new DrivenSide(Goal.STOCK, stock, sink, CONNECTIONS, bytes, 0);
        return Row.interleaved(id, "outbox to SMTP, " + bytes / 1000 + " KB text, 16 connections", options.runs(),
                List.of(
                Turn.warmedUp(outbox, options, ours, bytes == SMALL), Turn.warmedUp(camel, options, theirs, bytes == SMALL)));
    }
}
