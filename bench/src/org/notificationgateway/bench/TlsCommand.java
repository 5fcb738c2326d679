// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Outbox to SMTP with STARTTLS and a login over sixteen connections, against stock Camel and nodemailer's pool. */
record TlsCommand(Options options, Layout layout) implements Command {
    private static final int CONNECTIONS = 16;
    private static final int TEXT = 2_000;

    @Override
    public List<Row> run() throws Exception {
        TlsCertificate certificate = TlsCertificate.make(layout.freshFolder("tls-certificate"));
        try (Sink sink = new TlsSink(layout, certificate)) {
            String port = String.valueOf(sink.port());
            Map<String, String> tuning = new HashMap<>(GatewayHome.connections(CONNECTIONS));
            tuning.put("delivery.smtp.trust", certificate.certificate().toString());
            MailSettings mail = MailSettings.smtpWithStartTls(sink.port());
            Peers peers = new Peers(layout);
            try (Gateway gateway = Gateway.start(layout, GatewayHome.make(layout, "tls", tuning, mail));
                    Child stock = peers.stock("stock-tls", List.of("mail-tls"), Map.of("smtp.port", port));
                    Child trusting = peers.stock("stock-tls-jvm", List.of("mail-tls-jvm"), Map.of(
                            "smtp.port", port,
                            "javax.net.ssl.trustStore", certificate.trustStore().toString(),
                            "javax.net.ssl.trustStorePassword", TlsCertificate.PASSWORD));
                    Child nodemailer = peers.node("nodemailer-tls", "sender.js", Map.of(
                            "SMTP_PORT", port, "SMTP_CONNECTIONS", String.valueOf(CONNECTIONS),
                            "SMTP_CERTIFICATE", certificate.certificate().toString()))) {
                Side ours = new OutboxSide(gateway, sink, mail, MailRequest.post(TEXT, 0), OutboxSide.CLIENTS);
                Side camel = new DrivenSide(Goal.STOCK, stock, sink, CONNECTIONS, TEXT, 0);
                Side jvm = new DrivenSide(Goal.STOCK + ", JVM's trust", trusting, sink, CONNECTIONS, TEXT, 0);
                Side pool = new DrivenSide(Goal.NODEMAILER, nodemailer, sink, CONNECTIONS, TEXT, 0);
                return List.of(Row.interleaved(
                        "tls", "outbox to SMTP with STARTTLS and AUTH, 2 KB text, 16 connections", options.runs(),
                        List.of(Turn.warmedUp(ours, options, 20_000), Turn.warmedUp(camel, options, 2_000),
                                Turn.warmedUp(jvm, options, 2_000), Turn.warmedUp(pool, options, 16_000))));
            }
        }
    }
}
