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
import org.jspecify.annotations.Nullable;

/** What is logged under one name while a test looks, with the texts of exceptions. */
public final class LogLines extends AbstractAppender implements AutoCloseable {
    private final LoggerContext context = LoggerContext.getContext(false);
    private final String logger;
    private final @Nullable LoggerConfig before;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines(String logger, Level level) {
        super("lines-of-" + logger, null, null, true, Property.EMPTY_ARRAY);
        this.logger = logger;
        before = context.getConfiguration().getLoggers().get(logger);
        start();
        LoggerConfig config = new LoggerConfig(logger, level, false);
        config.addAppender(this, level, null);
        context.getConfiguration().removeLogger(logger); // addLogger keeps one that is there
        context.getConfiguration().addLogger(logger, config);
        context.updateLoggers();
    }

    /** What an operator sees. */
    public static LogLines of(String logger) {
        return new LogLines(logger, Level.INFO);
    }

    /** Everything. */
    public static LogLines traced(String logger) {
        return new LogLines(logger, Level.TRACE);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public List<String> with(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    @Override
    public void append(LogEvent event) {
        StringBuilder line = new StringBuilder(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        for (Throwable cause = event.getThrown(); cause != null; cause = cause.getCause()) {
            line.append(" | ").append(cause);
        }
        lines.add(line.toString());
    }

    @Override
    public void close() {
        context.getConfiguration().removeLogger(logger);
        if (before != null) {
            context.getConfiguration().addLogger(logger, before);
        }
        context.updateLoggers();
        stop();
    }
}
