// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.ArrayList;
import java.util.List;

/** How the gateway's cost grows from 1 to 64 clients, and from 1,000 to 100,000 mails that wait. */
record GrowthCommand(Options options, Layout layout) implements Command {
    private static final int CONNECTIONS = 16;
    private static final int FULL = 8_000;
    private static final int MANY = 64; // clients
    private static final int LARGE = 100_000;
    /** No goal depends on these rows. */
    private static final int ENOUGH_RUNS = 3;

    @Override
    public List<Row> run() throws Exception {
        List<Row> rows = new ArrayList<>();
        int runs = Math.min(options.runs(), ENOUGH_RUNS);
        byte[] request = MailRequest.post(2_000, 0);
        try (Sink sink = new SmtpSink(layout)) {
            sink.restart();
            MailSettings mail = MailSettings.smtp(sink.port());
            GatewayHome home = GatewayHome.make(layout, "growth", GatewayHome.connections(CONNECTIONS), mail);
            try (Gateway gateway = Gateway.start(layout, home)) {
                Turn.warmedUp(new GatewayHttpSide(gateway, request, sink, MANY), options, FULL);
                for (int clients : new int[] {1, 4, 16, MANY}) {
                    Side side = new GatewayHttpSide(gateway, request, sink, clients);
                    rows.add(Row.interleaved("clients-" + clients, "HTTP to SMTP, 2 KB text, " + clients + " clients",
                            runs, List.of(Turn.warmedUp(side, options, FULL, false))));
                }
                for (int queued : new int[] {1_000, 10_000, LARGE}) {
                    Side side = new BacklogSide(new OutboxSide(gateway, sink, mail, request, OutboxSide.CLIENTS));
                    rows.add(Row.interleaved("queued-" + queued, "outbox to SMTP, 2 KB text, " + queued + " queued",
                            queued == LARGE ? 1 : runs, List.of(new Turn(side, options.scaled(queued)))));
                }
            }
        }
        return rows;
    }

    /** Adds to the outbox's figures the memory that waiting mail takes. */
    private record BacklogSide(OutboxSide outbox) implements Side {
        @Override
        public String name() {
            return OURS;
        }

        @Override
        public Sample run(int mails) throws Exception {
            long pid = outbox.gateway().child().pid();
            long before = outbox.fill(mails);
            double filled = ProcessFigures.residentMegabytes(pid);
            return outbox.drain(before, mails)
                    .with("MB resident, filled", filled)
                    .with("MB resident, drained", ProcessFigures.residentMegabytes(pid));
        }
    }
}
