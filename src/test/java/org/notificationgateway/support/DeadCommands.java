// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.notificationgateway.cli.DeadCommand;
import picocli.CommandLine;

/** Runs {@code gateway dead} in this JVM against a gateway of a test. */
public final class DeadCommands {
    private final List<String> common;

    /** @param common options of every command, such as a key */
    public DeadCommands(TestHome home, String... common) {
        this.common = new ArrayList<>(List.of("--url", "http://127.0.0.1:" + home.managementPort()));
        this.common.addAll(List.of(common));
    }

    /** What a command ended with and wrote. */
    public record Outcome(int exit, String out, String err) {
        public JsonNode json() throws java.io.IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    public Outcome run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(common);
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            int exit = new CommandLine(new DeadCommand()).execute(words.toArray(String[]::new));
            return new Outcome(exit, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    /** Ids of the letters that a list with these options shows. */
    public List<String> ids(String... options) throws java.io.IOException {
        List<String> words = new ArrayList<>(List.of("list", "--json"));
        words.addAll(List.of(options));
        List<String> ids = new ArrayList<>();
        run(words.toArray(String[]::new)).json().get("letters").forEach(letter -> ids.add(letter.get("id").asText()));
        return ids;
    }
}
