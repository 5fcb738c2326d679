// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Takes readiness away while the outbox cannot be reached: a request that came now could not be accepted. */
public final class BrokerHealthCheck extends AbstractHealthCheck {
    private final ConnectionFactory connectionFactory;

    public BrokerHealthCheck(ConnectionFactory connectionFactory) {
        super("gateway", "broker");
        this.connectionFactory = connectionFactory;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession()) {
            builder.up();
        } catch (JMSException e) {
            builder.down().message("the broker cannot be reached");
        }
    }
}
