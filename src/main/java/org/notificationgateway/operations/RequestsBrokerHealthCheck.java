// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Warns while the broker of the JMS door cannot be reached: the other doors go on. Asks for a short time only, since some
 * clients try for ever.
 */
public final class RequestsBrokerHealthCheck extends AbstractHealthCheck {
    private static final int MOST_SECONDS = 3;

    private final ConnectionFactory broker;
    private final String url;

    /** @param url without a password */
    public RequestsBrokerHealthCheck(ConnectionFactory broker, String url) {
        super("gateway", "requests-broker");
        this.broker = broker;
        this.url = url;
    }

    /** True if it lets us in within seconds. */
    public boolean isReachable() {
        FutureTask<Boolean> look = new FutureTask<>(this::connects);
        Thread thread = new Thread(look, "requests-broker-look");
        thread.setDaemon(true);
        thread.start();
        try {
            return look.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            thread.interrupt();
        }
        return false;
    }

    /** For the summary of a start. */
    public String describe() {
        return url + (isReachable() ? "" : ", which cannot be reached now: tried again until it can");
    }

    private boolean connects() throws JMSException {
        try (Connection connection = broker.createConnection()) {
            connection.start();
            return true;
        }
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        if (!isReachable()) {
            builder.message("warning: the broker of the JMS door cannot be reached").detail("url", url);
        }
    }
}
