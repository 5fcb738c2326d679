// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.nio.file.Path;
import org.apache.activemq.broker.BrokerService;

/** ActiveMQ Classic in a process of its own: {@code main} runs until it is killed. */
public final class ClassicBroker implements AutoCloseable {
    private final Process process;

    public ClassicBroker(Path folder, int port) throws Exception {
        process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                ClassicBroker.class.getName(), folder.toString(), String.valueOf(port))
                .redirectErrorStream(true).redirectOutput(folder.resolve("classic.log").toFile()).start();
    }

    public static void main(String[] arguments) throws Exception {
        BrokerService broker = new BrokerService();
        broker.setUseJmx(false);
        broker.setPersistent(false);
        broker.setDataDirectory(arguments[0]);
        broker.addConnector("tcp://127.0.0.1:" + arguments[1]);
        broker.start();
        broker.waitUntilStopped();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
    }
}
