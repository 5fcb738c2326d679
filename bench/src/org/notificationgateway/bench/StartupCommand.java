// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the command to readiness, broker included, and the memory of a gateway at rest, on each supported JDK. */
record StartupCommand(Options options, Layout layout) implements Command {
    private static final int MORE_STARTS = 2;
    private static final Duration REST = Duration.ofSeconds(10);

    @Override
    public List<Row> run() throws Exception {
        List<Row> rows = new ArrayList<>();
        byte[] request = MailRequest.post(2_000, 0);
        try (Sink sink = new SmtpSink(layout)) {
            sink.restart();
            for (int release : new int[] {17, 25}) {
                Optional<Path> jdk = Jdks.find(release);
                if (jdk.isEmpty()) {
                    System.err.println("bench: JDK " + release + " is missing, its row is not measured: expected "
                            + "one below /usr/lib/jvm (or JDK" + release + "_HOME)");
                    continue;
                }
                start(sink, request, jdk.get(), Duration.ZERO); // the first may prepare what the later ones use
                rows.add(row(release, new StartSide(sink, request, jdk.get())));
            }
        }
        return rows;
    }

    private Row row(int release, Side side) throws Exception {
        return Row.interleaved("startup-" + release, "start to ready in a fresh home, JDK " + release,
                options.quick() ? 1 : options.runs() + MORE_STARTS, List.of(new Turn(side, 1)));
    }

    private final class StartSide implements Side {
        private final Sink sink;
        private final byte[] request;
        private final Path jdk;

        StartSide(Sink sink, byte[] request, Path jdk) {
            this.sink = sink;
            this.request = request;
            this.jdk = jdk;
        }

        @Override
        public String name() {
            return OURS;
        }

        @Override
        public Sample run(int count) throws Exception {
            return start(sink, request, jdk, REST);
        }
    }

    private Sample start(Sink sink, byte[] request, Path jdk, Duration rest) throws Exception {
        GatewayHome home = GatewayHome.make(layout, "startup", Map.of(), MailSettings.smtp(sink.port()));
        long start = System.nanoTime();
        try (Gateway gateway = Gateway.start(layout, home, jdk, "")) {
            long ready = System.nanoTime();
            double cpu = gateway.child().cpuSeconds();
            gateway.post(request, 1, 1);
            gateway.awaitDelivered(1);
            Thread.sleep(rest.toMillis());
            return Sample.of(Sample.READY, (ready - start) / 1e9)
                    .with("CPU s to ready", cpu)
                    .with(Sample.RESIDENT, ProcessFigures.residentMegabytes(gateway.child().pid()));
        }
    }
}
