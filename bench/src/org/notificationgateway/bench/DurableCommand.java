// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;
import java.util.Map;

/** HTTP to a durable 202 and no further: the gateway's mail server is down, so that intake works alone. */
record DurableCommand(Options options, Layout layout) implements Command {
    private static final int CLIENTS = 64;
    private static final int CONNECTIONS = 16;
    private static final int TEXT = 2_000;
    private static final int FULL = 20_000;

    @Override
    public List<Row> run() throws Exception {
        try (Sink sink = new SmtpSink(layout)) {
            sink.restart();
            MailSettings mail = MailSettings.smtp(sink.port());
            GatewayHome home = GatewayHome.make(layout, "durable", GatewayHome.connections(CONNECTIONS), mail);
            try (Gateway gateway = Gateway.start(layout, home)) {
                return List.of(measure(gateway, MailRequest.post(TEXT, 0), sink, mail));
            }
        }
    }

    private Row measure(Gateway gateway, byte[] request, Sink sink, MailSettings mail) throws Exception {
        int port = Layout.freePort();
        try (Child stock = new Peers(layout).stock("stock-durable", List.of("http-durable"), Map.of(
                "http.enabled", "true", "http.port", String.valueOf(port),
                "broker.directory", layout.freshFolder("stock-broker").toString()))) {
            List<Turn> turns = List.of(
                    Turn.warmedUp(new Intake(gateway, request, sink, mail), options, FULL),
                    Turn.warmedUp(new CamelToJms(stock, new HttpLoad(port, request, 202)), options, FULL),
                    Turn.warmedUp(new Sends(stock, request.length), options, FULL, false));
            return Row.interleaved("durable-64", "HTTP to durable 202, 2 KB text, 64 clients", options.runs(), turns);
        }
    }

    /** The gateway; what it has taken is delivered between the runs. */
    private record Intake(Gateway gateway, byte[] request, Sink sink, MailSettings mail) implements Side {
        @Override
        public String name() {
            return OURS;
        }

        @Override
        public Sample run(int count) throws Exception {
            long before = gateway.delivered();
            sink.stop();
            double cpu = gateway.child().cpuSeconds();
            HttpLoad.Answers answers = gateway.post(request, count, CLIENTS);
            double used = gateway.child().cpuSeconds() - cpu;
            sink.restart();
            gateway.deliver(mail);
            gateway.awaitDelivered(before + count);
            gateway.awaitEmpty();
            return Latencies.of(answers).with(Sample.CPU, used * 1000 / count);
        }
    }

    /** One persistent send for each request. */
    private record CamelToJms(Child stock, HttpLoad load) implements Side {
        @Override
        public String name() {
            return Goal.STOCK_JMS;
        }

        @Override
        public Sample run(int count) throws Exception {
            double cpu = stock.cpuSeconds();
            HttpLoad.Answers answers = load.send(count, CLIENTS);
            double used = stock.cpuSeconds() - cpu;
            stock.order("purge");
            return Latencies.of(answers).with(Sample.CPU, used * 1000 / count);
        }
    }

    /** The same sends without HTTP and Camel, to show what the broker alone can do. */
    private record Sends(Child stock, int bytes) implements Side {
        @Override
        public String name() {
            return Goal.RAW_JMS;
        }

        @Override
        public Sample run(int count) throws Exception {
            double cpu = stock.cpuSeconds();
            long start = System.nanoTime();
            stock.order("raw " + count + " " + CLIENTS + " " + bytes);
            double seconds = (System.nanoTime() - start) / 1e9;
            double used = stock.cpuSeconds() - cpu;
            stock.order("purge");
            return Sample.of(Sample.REQUESTS, count / seconds).with(Sample.CPU, used * 1000 / count);
        }
    }
}
