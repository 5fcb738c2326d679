// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench.stock;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.camel.main.Main;

/**
 * Runs stock Camel routes as a peer in a process of its own. Prints {@code ready}, then answers each line of standard
 * input with {@code done}: {@code send COUNT THREADS TEXT-BYTES ATTACHMENT-BYTES}, {@code raw COUNT THREADS TEXT-BYTES}
 * or {@code purge}; and {@code try}, with the numbers of {@code send}, with how many mails were not taken. Ends with its
 * input.
 */
public final class StockCamel {
    private StockCamel() {}

    public static void main(String[] args) throws Exception {
        String directory = System.getProperty("broker.directory");
        StockBroker broker = directory == null ? null : new StockBroker(Path.of(directory));
        Main camel = new Main();
        if (broker != null) {
            camel.bind("connectionFactory", broker.connections());
        }
        camel.start();
        System.out.println("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            String answer = "done";
            switch (words[0]) {
                case "send" -> new MailDriver(camel.getCamelContext(), number(words, 3), number(words, 4))
                        .send(number(words, 1), number(words, 2));
                case "try" -> answer = String.valueOf(new MailDriver(camel.getCamelContext(), number(words, 3), number(words, 4))
                        .attempt(number(words, 1), number(words, 2)));
                case "raw" -> broker.send(number(words, 1), number(words, 2), number(words, 3));
                case "purge" -> broker.purge();
                default -> throw new IllegalArgumentException(
                        "command is '" + line + "': expected send, try, raw or purge (standard input)");
            }
            System.out.println(answer);
        }
        camel.stop();
        if (broker != null) {
            broker.close();
        }
    }

    private static int number(String[] words, int index) {
        return Integer.parseInt(words[index]);
    }
}
