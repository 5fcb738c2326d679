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

/** What the libraries log while it is open, at WARN and above. */
public final class LogRecorder extends AbstractAppender implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerConfig root = LoggerContext.getContext(false).getConfiguration().getRootLogger();

    public LogRecorder() {
        super("recorder", null, null, false, Property.EMPTY_ARRAY);
        start();
        root.addAppender(this, Level.WARN, null);
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
        root.removeAppender(getName());
        stop();
    }
}
