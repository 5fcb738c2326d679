// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts those that the gateway is compared with, each as a process of its own. */
final class Peers {
    private final Layout layout;

    Peers(Layout layout) {
        this.layout = layout;
    }

    /** Stock Camel with some of its route files, and the JVM flags of the gateway. */
    Child stock(String name, List<String> routes, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(Layout.java()));
        command.addAll(Layout.JVM_FLAGS);
        command.add("-Dcamel.main.routesIncludePattern="
                + String.join(",", routes.stream().map(route -> "classpath:routes/" + route + ".camel.yaml").toList()));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-cp", layout.work().resolve("stock/lib") + "/*", "org.notificationgateway.bench.stock.StockCamel"));
        return Child.talking(name, layout.log(name), command, Map.of());
    }

    /** A script of {@code bench/node}. */
    Child node(String name, String script, Map<String, String> environment) throws IOException {
        return Child.talking(
                name, layout.log(name), List.of("node", layout.node().resolve(script).toString()), environment);
    }
}
