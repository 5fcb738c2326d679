// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;
import java.util.Map;

/** HTTP to a durable 202 and no further: the gateway's mail server is down, so that intake works alone. */
record DurableRow(Options options, Layout layout) {
    private static final int CLIENTS = 64;
    private static final int TEXT = 2_000;

    Row measure(Gateway gateway, byte[] request, Sink sink, MailSettings mail) throws Exception {
        int count = options.scaled(10_000);
        int port = Layout.freePort();
        try (Child stock = new Peers(layout).stock("stock-durable", List.of("http-durable"), Map.of(
                "http.enabled", "true", "http.port", String.valueOf(port),
                "broker.directory", layout.freshFolder("stock-broker").toString()))) {
            HttpLoad load = new HttpLoad(port, request, 202);
            load.send(count, CLIENTS);
            stock.order("purge");
            String raw = "raw " + count + " " + CLIENTS + " " + request.length;
            stock.order(raw);
            stock.order("purge");
            return Row.interleaved("durable-64", "HTTP to durable 202, 2 KB text, 64 clients", options.runs(), List.of(
                    Side.of(Side.OURS, () -> ours(gateway, request, count, sink, mail)),
                    Side.of(Goal.STOCK_JMS, () -> overHttp(stock, load, count)),
                    Side.of(Goal.RAW_JMS, () -> sends(stock, raw, count))));
        }
    }

    private static Sample ours(Gateway gateway, byte[] request, int count, Sink sink, MailSettings mail)
            throws Exception {
        long before = gateway.delivered();
        sink.stop();
        double cpu = gateway.child().cpuSeconds();
        HttpLoad.Answers answers = gateway.post(request, count, CLIENTS);
        Sample sample = Latencies.of(answers)
                .with(Sample.CPU, (gateway.child().cpuSeconds() - cpu) * 1000 / count);
        sink.restart();
        gateway.deliver(mail);
        gateway.awaitDelivered(before + count);
        gateway.awaitEmpty();
        return sample;
    }

    private static Sample overHttp(Child stock, HttpLoad load, int count) throws Exception {
        double cpu = stock.cpuSeconds();
        HttpLoad.Answers answers = load.send(count, CLIENTS);
        Sample sample = Latencies.of(answers).with(Sample.CPU, (stock.cpuSeconds() - cpu) * 1000 / count);
        stock.order("purge");
        return sample;
    }

    private static Sample sends(Child stock, String command, int count) throws Exception {
        double cpu = stock.cpuSeconds();
        long start = System.nanoTime();
        stock.order(command);
        double seconds = (System.nanoTime() - start) / 1e9;
        Sample sample = Sample.of(Sample.REQUESTS, count / seconds)
                .with(Sample.CPU, (stock.cpuSeconds() - cpu) * 1000 / count);
        stock.order("purge");
        return sample;
    }
}
