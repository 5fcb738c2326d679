// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What is logged under one name while a test runs. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = ((Logger) LogManager.getLogger(LogLines.class)).getContext();
    private final String name;

    private LogLines(String name) {
        this.name = name;
        LoggerConfig config = new LoggerConfig(name, Level.INFO, false);
        AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        config.addAppender(appender, Level.INFO, null);
        context.getConfiguration().addLogger(name, config);
        context.updateLoggers();
    }

    public static LogLines of(String name) {
        return new LogLines(name);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        context.getConfiguration().removeLogger(name);
        context.updateLoggers();
    }
}
