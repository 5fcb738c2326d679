// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What comes of 400 mails at a server that bears three submissions at a time, as a mailbox of Microsoft 365 does: how long it
 * takes, how often it refuses, and how many mails nobody gets.
 */
record DestinationCommand(Options options, Layout layout) implements Command {
    private static final int MAILS = 400;
    private static final int CLIENTS = 8;
    private static final int THREADS = 4; // as many as the gateway has workers, as shipped
    private static final int TEXT = 2_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    /** As shipped, on a clock that is sixty times as fast: thirty a second is what three submissions of 100 ms allow. */
    private static final String PROFILE = "profiles:\n  m365-mailbox: {connections: 3, mails-per-minute: 1800}\n";

    @Override
    public List<Row> run() throws Exception {
        try (NodeSink server = new NodeSink(layout, "destination", Map.of());
                Child stock = new Peers(layout).stock(
                        "stock-destination", List.of("mail"), Map.of("smtp.port", String.valueOf(server.port())));
                Child nodemailer = new Peers(layout).node("nodemailer-destination", "sender.js", Map.of(
                        "SMTP_PORT", String.valueOf(server.port())))) {
            int mails = options.scaled(MAILS);
            Side shipped = new GatewaySide(Side.OURS, layout, server, "");
            Side profiled = new GatewaySide("gateway, m365-mailbox", layout, server, PROFILE);
            return List.of(Row.interleaved("destination", mails + " mails of 2 KB to a server that bears three submissions",
                    options.runs(), List.of(new Turn(shipped, mails), new Turn(profiled, mails),
                            new Turn(new TryingSide(Goal.STOCK, stock, server), mails),
                            new Turn(new TryingSide(Goal.NODEMAILER, nodemailer, server), mails))));
        }
    }

    private static Sample sample(NodeSink server, long start, long lost) throws Exception {
        return Sample.of(Sample.SECONDS, (System.nanoTime() - start) / 1e9)
                .with(Sample.REFUSED, server.number("refused")).with(Sample.LOST, lost);
    }

    /** A gateway that knows nothing of the server: a new one for each run. */
    private record GatewaySide(String name, Layout layout, NodeSink server, String profile) implements Side {
        @Override
        public Sample run(int mails) throws Exception {
            server.restart();
            Map<String, String> tuning = profile.isEmpty() ? Map.of() : Map.of("delivery.smtp.server.profile", "m365-mailbox");
            GatewayHome home = GatewayHome.make(layout, "destination", tuning, MailSettings.smtp(server.port()));
            if (!profile.isEmpty()) {
                home.profiles(profile);
            }
            try (Gateway gateway = Gateway.start(layout, home)) {
                long start = System.nanoTime();
                gateway.post(MailRequest.post(TEXT, 0), mails, CLIENTS);
                Wait.until(mails + " mails at the server", LONGEST, BETWEEN, () -> server.count() >= mails);
                return sample(server, start, 0);
            }
        }
    }

    /** A peer whose caller sends each mail once, and is told whether it was taken. */
    private record TryingSide(String name, Child peer, NodeSink server) implements Side {
        @Override
        public Sample run(int mails) throws Exception {
            server.restart();
            long start = System.nanoTime();
            long lost = Long.parseLong(peer.ask("try " + mails + " " + THREADS + " " + TEXT + " 0"));
            Sample sample = sample(server, start, lost);
            server.mustHave(mails - lost, name);
            return sample;
        }
    }
}
