// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/** Measures a peer that answers 200 once the mail server has taken the mail. */
record HttpSide(String name, Child peer, HttpLoad load, Sink sink, int clients) implements Side {

    @Override
    public Sample run(int requests) throws Exception {
        sink.restart();
        double cpu = peer.cpuSeconds();
        double sinkCpu = sink.cpuSeconds();
        HttpLoad.Answers answers = load.send(requests, clients);
        Sample sample = Latencies.of(answers)
                .with(Sample.MAILS, answers.perSecond())
                .withCpu(requests, peer.cpuSeconds() - cpu, sink.cpuSeconds() - sinkCpu);
        sink.mustHave(requests, name);
        return sample;
    }
}
