// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Has every log step of these routes put its text together until this is closed: a text of a level that is off is not,
 * and its mistakes would not show. Not thread-safe.
 */
final class LogTexts implements AutoCloseable {
    private final LoggerContext logging = LoggerContext.getContext(false);
    private final Configuration configuration = logging.getConfiguration();
    private final List<Runnable> undo;

    LogTexts(List<RouteNode> files) {
        Set<String> names = new TreeSet<>();
        files.forEach(file -> file.elements().forEach(entry -> entry.visit((node, above) -> {
            if (node.word().equals("log")) {
                String name = node.text("logName");
                names.add(name.isEmpty() ? entry.step().text("id") : name);
            }
        })));
        undo = names.stream().map(this::heed).toList();
        logging.updateLoggers();
    }

    private Runnable heed(String name) {
        LoggerConfig known = configuration.getLoggers().get(name);
        if (known == null) {
            configuration.addLogger(name, new LoggerConfig(name, Level.TRACE, false)); // nobody reads it
            return () -> configuration.removeLogger(name);
        }
        Level before = known.getLevel();
        known.setLevel(Level.TRACE);
        return () -> known.setLevel(before);
    }

    @Override
    public void close() {
        undo.forEach(Runnable::run);
        logging.updateLoggers();
    }
}
