// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What is logged while it is open: by the libraries at WARN and above, or by one logger of ours at INFO and above. */
public final class LogRecorder extends AbstractAppender implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = LoggerContext.getContext(false);
    private final LoggerConfig logger;

    public LogRecorder() {
        super("recorder", null, null, false, Property.EMPTY_ARRAY);
        start();
        logger = context.getConfiguration().getRootLogger();
        logger.addAppender(this, Level.WARN, null);
    }

    /** @param name of a logger that the tests' configuration does not name */
    public LogRecorder(String name) {
        super("recorder of " + name, null, null, false, Property.EMPTY_ARRAY);
        start();
        logger = new LoggerConfig(name, Level.INFO, false);
        logger.addAppender(this, Level.INFO, null);
        context.getConfiguration().addLogger(name, logger);
        context.updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getMessage().getFormattedMessage());
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        logger.removeAppender(getName());
        if (!logger.getName().isEmpty()) {
            context.getConfiguration().removeLogger(logger.getName());
            context.updateLoggers();
        }
        stop();
    }
}
