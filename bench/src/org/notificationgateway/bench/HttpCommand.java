// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** HTTP to SMTP against what one would build from stock parts. */
record HttpCommand(Options options, Layout layout) implements Command {
    private static final int CONNECTIONS = 16;
    private static final int TEXT = 2_000;
    private static final int FEW = 16; // clients, measured first

    @Override
    public List<Row> run() throws Exception {
        byte[] request = MailRequest.post(TEXT, 0);
        try (Sink sink = new SmtpSink(layout)) {
            sink.restart();
            MailSettings mail = MailSettings.smtp(sink.port());
            GatewayHome home = GatewayHome.make(layout, "http", GatewayHome.connections(CONNECTIONS), mail);
            try (Gateway gateway = Gateway.start(layout, home)) {
                return toSmtp(gateway, request, sink);
            }
        }
    }

    private List<Row> toSmtp(Gateway gateway, byte[] request, Sink sink) throws Exception {
        String smtp = String.valueOf(sink.port());
        int stockPort = Layout.freePort();
        int expressPort = Layout.freePort();
        Peers peers = new Peers(layout);
        try (Child stock = peers.stock("stock-http", List.of("mail", "http-mail"), Map.of(
                        "smtp.port", smtp, "http.enabled", "true", "http.port", String.valueOf(stockPort)));
                Child express = peers.node("express", "express.js", Map.of(
                        "SMTP_PORT", smtp, "SMTP_CONNECTIONS", String.valueOf(CONNECTIONS),
                        "HTTP_PORT", String.valueOf(expressPort)))) {
            List<Row> rows = new ArrayList<>();
            for (int clients : new int[] {FEW, 64}) {
                Side ours = new GatewayHttpSide(gateway, request, sink, clients);
                Side camel = new HttpSide(Goal.STOCK, stock, new HttpLoad(stockPort, request, 200), sink, clients);
                Side node = new HttpSide(Goal.EXPRESS, express, new HttpLoad(expressPort, request, 200), sink, clients);
                rows.add(Row.interleaved("http-" + clients, "HTTP to SMTP, 2 KB text, " + clients + " clients",
                        options.runs(), List.of(Turn.warmedUp(ours, options, 16_000, clients == FEW),
                                Turn.warmedUp(camel, options, 16_000, clients == FEW),
                                Turn.warmedUp(node, options, 16_000, clients == FEW))));
            }
            return rows;
        }
    }
}
