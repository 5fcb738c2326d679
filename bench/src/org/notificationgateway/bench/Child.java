// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process under test: what it has used, and its end. Talks by lines if it was started to. Not for several threads.
 */
final class Child implements AutoCloseable {
    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader answers;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        answers = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    }

    /** All that it prints goes into a file. */
    static Child silent(String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = builder(log, command, environment).redirectErrorStream(true);
        return new Child(name, log, builder.redirectOutput(log.toFile()).start());
    }

    /** It reads commands, and answers each with one line; the first line that it prints says that it is ready. */
    static Child talking(String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        Child child = new Child(
                name, log, builder(log, command, environment).redirectError(log.toFile()).start());
        child.expect("ready");
        return child;
    }

    private static ProcessBuilder builder(Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Sends a command and returns its answer. */
    String ask(String command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return answer();
    }

    /** Sends a command and returns when it is done. */
    void order(String command) throws IOException {
        String answer = ask(command);
        if (!answer.equals("done")) {
            throw new BenchException("answer of " + name + " to " + command, answer, "done", log);
        }
    }

    void expect(String word) throws IOException {
        String answer = answer();
        if (!answer.equals(word)) {
            throw new BenchException("answer of " + name, answer, word, log);
        }
    }

    private String answer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new BenchException(name, "ended", "an answer", log);
        }
        return answer;
    }

    void mustRun() {
        if (!process.isAlive()) {
            throw new BenchException(name, "ended with code " + process.exitValue(), "a running process", log);
        }
    }

    long pid() {
        return process.pid();
    }

    double cpuSeconds() throws IOException {
        mustRun();
        return ProcessFigures.cpuSeconds(pid());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
