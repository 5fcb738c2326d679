// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Outbox to a pickup directory against the least that such files cost in Java, with few and many writers. The gateway
 * has as many consumers of its outbox as its peer has writers; how many write at a time is the directory's own affair.
 */
record PickupCommand(Options options, Layout layout) implements Command {
    private static final int FULL = 32_000;
    private static final int REHEARSALS = 2; // the warm-up goes straight through, with smaller groups than wait in an outbox
    private static final int COMMITTED = 256; // as many of them are committed together

    /** Files are deleted at the end alone: {@link EmlFiles} tells what deleting them does to the next row. */
    @Override
    public List<Row> run() throws Exception {
        Path folder = layout.folder("pickup-mails");
        try {
            List<Row> rows = new ArrayList<>();
            for (int writers : new int[] {1, 4, 16}) {
                Path own = folder.resolve(writers + "-writers-" + System.currentTimeMillis());
                rows.add(row(writers, EmlFiles.below(Files.createDirectories(own))));
            }
            return rows;
        } finally {
            Layout.delete(folder);
        }
    }

    private Row row(int writers, EmlFiles files) throws Exception {
        MailSettings nowhere = MailSettings.smtp(Layout.freePort());
        GatewayHome home = GatewayHome.make(layout, "pickup-" + writers, Map.of(
                "outbox.consumers", String.valueOf(writers), "outbox.group-size", String.valueOf(COMMITTED)), nowhere);
        try (Gateway gateway = Gateway.start(layout, home)) {
            Turn ours = Turn.warmedUp(new PickupSide(gateway, nowhere, files), options, FULL);
            for (int i = 0; i < REHEARSALS; i++) {
                ours.side().run(ours.count());
            }
            try (Child writer = plainWriter(sample(gateway, files.newDirectory()))) {
                Side least = new WriterSide(writer, files, writers);
                return Row.interleaved(
                        "pickup-" + writers, "outbox to pickup directory, 2 KB text, writers: " + writers,
                        options.runs(), List.of(ours, Turn.warmedUp(least, options, FULL, false)));
            }
        }
    }

    /** The bytes of a file that the gateway wrote. */
    private Path sample(Gateway gateway, Path directory) throws Exception {
        long before = gateway.delivered();
        gateway.switchTo(MailSettings.pickup(directory));
        gateway.post(PickupSide.REQUEST, 1, 1);
        gateway.awaitDelivered(before + 1);
        Path sample = layout.freshFolder("plain-sample").resolve("sample.eml");
        try (Stream<Path> files = Files.list(directory)) {
            Files.move(files.findFirst().orElseThrow(), sample);
        }
        return sample;
    }

    private Child plainWriter(Path sample) throws IOException {
        List<String> command = new ArrayList<>(List.of(Layout.java()));
        command.addAll(Layout.JVM_FLAGS);
        command.addAll(List.of("-cp", layout.work().resolve("classes").toString(), PlainWriter.class.getName(),
                layout.freshFolder("plain.staging").toString(), sample.toString()));
        return Child.talking("plain-writer", layout.log("plain-writer"), command, Map.of());
    }
}
