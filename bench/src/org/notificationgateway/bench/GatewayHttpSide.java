// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/**
 * Measures the gateway from the first request to the last mail at the server: requests a second up to the last 202,
 * mails a second and CPU until all is delivered.
 */
record GatewayHttpSide(Gateway gateway, byte[] request, Sink sink, int clients) implements Side {

    @Override
    public String name() {
        return OURS;
    }

    @Override
    public void warmUp(int count) throws Exception {
        sink.restart();
        long before = gateway.delivered();
        gateway.post(request, count, clients);
        gateway.awaitDelivered(before + count);
    }

    @Override
    public Sample run(int requests) throws Exception {
        sink.restart();
        long before = gateway.delivered();
        double cpu = gateway.child().cpuSeconds();
        double sinkCpu = sink.cpuSeconds();
        long start = System.nanoTime();
        HttpLoad.Answers answers = gateway.post(request, requests, clients);
        gateway.awaitDelivered(before + requests);
        double seconds = (System.nanoTime() - start) / 1e9;
        Sample sample = Latencies.of(answers)
                .with(Sample.MAILS, requests / seconds)
                .withCpu(requests, gateway.child().cpuSeconds() - cpu, sink.cpuSeconds() - sinkCpu);
        gateway.awaitEmpty();
        sink.mustHave(requests, name());
        return sample;
    }
}
