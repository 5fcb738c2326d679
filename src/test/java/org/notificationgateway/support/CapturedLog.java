// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Everything that is logged while it is open, traces included, at levels a test chooses; the console stays quiet. */
public final class CapturedLog implements AutoCloseable {
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private final Map<String, Level> before = new TreeMap<>();
    private final List<Appender> console = new ArrayList<>(root.getAppenders().values());
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> added = new ArrayList<>();
    private final Appender capture = new AbstractAppender("capture", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(line(event));
        }
    };

    /** @param levels of loggers by name; all others log at INFO */
    public CapturedLog(Map<String, Level> levels) {
        var configuration = context.getConfiguration();
        configuration.getLoggers().forEach((name, logger) -> before.put(name, logger.getLevel()));
        configuration.getLoggers().values().forEach(logger -> logger.setLevel(Level.INFO));
        levels.forEach((name, level) -> {
            LoggerConfig logger = configuration.getLoggers().get(name);
            if (logger == null) {
                configuration.addLogger(name, new LoggerConfig(name, level, true));
                added.add(name);
            } else {
                logger.setLevel(level);
            }
        });
        console.forEach(appender -> root.removeAppender(appender.getName()));
        capture.start();
        root.addAppender(capture, null, null);
        context.updateLoggers();
    }

    /** Each event as one string: logger, thread, message, trace. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private static String line(LogEvent event) {
        StringWriter line = new StringWriter();
        line.append(event.getLevel().name()).append(' ').append(event.getLoggerName()).append(' ')
                .append(event.getThreadName()).append(' ').append(event.getContextData().toString()).append(' ')
                .append(event.getMessage().getFormattedMessage());
        if (event.getThrown() != null) {
            event.getThrown().printStackTrace(new PrintWriter(line, true));
        }
        return line.toString();
    }

    @Override
    public void close() {
        root.removeAppender("capture");
        console.forEach(appender -> root.addAppender(appender, null, null));
        added.forEach(context.getConfiguration()::removeLogger);
        before.forEach((name, level) -> context.getConfiguration().getLoggers().get(name).setLevel(level));
        context.updateLoggers();
    }
}
