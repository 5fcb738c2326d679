// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that a durable file costs in Java, as a peer in a process of its own: write, force, move in one step.
 * Answers each line {@code write COUNT THREADS DIRECTORY} with {@code done}.
 */
public final class PlainWriter {
    private final Path staging;
    private final byte[] bytes;

    private PlainWriter(Path staging, byte[] bytes) {
        this.staging = staging;
        this.bytes = bytes;
    }

    /** @param args staging folder, and a file that holds the bytes to write */
    public static void main(String[] args) throws Exception {
        PlainWriter writer = new PlainWriter(Path.of(args[0]), Files.readAllBytes(Path.of(args[1])));
        System.out.println("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            writer.write(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Path.of(words[3]));
            System.out.println("done");
        }
    }

    private void write(int count, int threads, Path directory) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            pool.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    one(directory);
                }
                return null;
            });
        }
        pool.shutdown();
        pool.awaitTermination(10, TimeUnit.MINUTES);
    }

    private void one(Path directory) throws Exception {
        String name = UUID.randomUUID().toString();
        Path part = staging.resolve(name + ".part");
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes));
            file.force(true);
        }
        Files.move(part, directory.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
