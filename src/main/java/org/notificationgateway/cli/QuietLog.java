// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** Keeps what a rehearsal logs out of the output of a command, until it is closed. Not thread-safe. */
final class QuietLog implements AutoCloseable {
    private final LoggerContext logging = LoggerContext.getContext(false);
    private final Map<LoggerConfig, List<Appender>> silenced = new HashMap<>();

    QuietLog() {
        for (LoggerConfig logger : logging.getConfiguration().getLoggers().values()) {
            List<Appender> appenders = List.copyOf(logger.getAppenders().values());
            appenders.forEach(appender -> logger.removeAppender(appender.getName()));
            silenced.put(logger, appenders);
        }
        logging.updateLoggers();
    }

    @Override
    public void close() {
        silenced.forEach((logger, appenders) -> appenders.forEach(appender -> logger.addAppender(appender, null, null)));
        logging.updateLoggers();
    }
}
