// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An SMTP server of {@code bench/node}, on one thread of Node.js: one process for all runs. */
class NodeSink implements Sink {
    private final int port = Layout.freePort();
    private final Child child;
    private boolean up;

    /** @param environment what the script wants to know beside the port */
    NodeSink(Layout layout, String name, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SMTP_PORT", String.valueOf(port));
        child = new Peers(layout).node(name, name + ".js", all);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void restart() throws IOException {
        stop();
        child.order("up");
        up = true;
    }

    @Override
    public void stop() throws IOException {
        if (up) {
            child.order("down");
            up = false;
        }
    }

    @Override
    public long count() throws IOException {
        return number("count");
    }

    /** The answer to a question of the script's own. */
    long number(String question) throws IOException {
        return Long.parseLong(child.ask(question));
    }

    @Override
    public double cpuSeconds() throws IOException {
        return child.cpuSeconds();
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
