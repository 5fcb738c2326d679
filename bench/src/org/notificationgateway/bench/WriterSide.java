// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.nio.file.Path;

/** Measures {@link PlainWriter}. */
record WriterSide(Child writer, EmlFiles files, int threads) implements Side {

    @Override
    public String name() {
        return Goal.PLAIN_WRITER;
    }

    @Override
    public Sample run(int mails) throws Exception {
        Path directory = files.newDirectory();
        double cpu = writer.cpuSeconds();
        long start = System.nanoTime();
        writer.order("write " + mails + " " + threads + " " + directory);
        double seconds = (System.nanoTime() - start) / 1e9;
        double used = writer.cpuSeconds() - cpu;
        EmlFiles.check(directory, mails, name());
        return Sample.of(Sample.MAILS, mails / seconds).with(Sample.CPU, used * 1000 / mails);
    }
}
