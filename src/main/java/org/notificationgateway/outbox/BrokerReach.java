// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.apache.activemq.artemis.utils.ConfigurationHelper;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.smtp.Failures;

/** Reaches an external broker for a look, in bounded time, and says what is there if it is none. */
final class BrokerReach {
    /** An Artemis answers sooner; what is none may never do. */
    private static final int PATIENCE_SECONDS = 2;
    private static final int MOST_SECONDS = 10;
    private static final int CALL_MILLIS = 8_000;

    private final BrokerAccess broker;

    BrokerReach(BrokerAccess broker) {
        this.broker = broker;
    }

    /** A look at the broker. */
    @FunctionalInterface
    interface Look {
        void at(ClientSession session) throws ActiveMQException;
    }

    /** Nobody is there, or nobody who says what he is: that may change. */
    static final class AwayException extends Exception {
        private final transient Fault fault;

        AwayException(Fault fault) {
            super(fault.toString());
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }
    }

    /** The faults that do not go away by themselves: no Artemis, or one that does not let us in. */
    List<Fault> look(Look look) throws AwayException {
        List<Fault> greeting = others(BrokerProbe::greeting, new ArrayList<>());
        if (!greeting.isEmpty()) {
            return greeting;
        }
        FutureTask<Void> task = new FutureTask<>(() -> connected(look), null);
        Thread thread = new Thread(task, "broker-look");
        thread.setDaemon(true);
        thread.start();
        Throwable failure = end(task, PATIENCE_SECONDS);
        if (failure instanceof TimeoutException) {
            List<Fault> faults = others(BrokerProbe::ask, new ArrayList<>());
            if (!faults.isEmpty()) {
                return faults;
            }
            failure = end(task, MOST_SECONDS - PATIENCE_SECONDS);
        }
        if (failure == null) {
            return List.of();
        } else if (failure instanceof JMSSecurityException) {
            return List.of(new Fault("gateway.broker.username", "is " + broker.username() + ", whom " + broker + " does not let in",
                    "a user of that broker, with the password of gateway.broker.password", GatewayKey.where("gateway.broker.username")));
        }
        return whoIsThere(failure);
    }

    /** What went wrong, if anything did within the time. */
    private static @Nullable Throwable end(FutureTask<Void> task, int seconds) {
        try {
            task.get(seconds, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof Failed failed ? failed.getCause() : e.getCause();
        } catch (TimeoutException e) {
            return new TimeoutException("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    /** Carries a checked exception out of the thread. */
    private static final class Failed extends RuntimeException {
        Failed(Exception cause) {
            super(cause);
        }
    }

    private void connected(Look look) {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.url(), broker.username(), broker.password())) {
            factory.setCallTimeout(CALL_MILLIS);
            try (Connection connection = factory.createConnection(); Session session = connection.createSession()) {
                look.at(((ActiveMQSession) session).getCoreSession());
            }
        } catch (JMSException | ActiveMQException e) {
            throw new Failed(e);
        }
    }

    private List<Fault> whoIsThere(Throwable failure) throws AwayException {
        List<String> reasons = new ArrayList<>();
        List<Fault> faults = others(BrokerProbe::ask, reasons);
        if (!faults.isEmpty()) {
            return faults;
        }
        throw new AwayException(new Fault(BrokerAccess.URL,
                "is " + broker.shown() + ", which cannot be reached yet ("
                        + (reasons.isEmpty() ? Failures.reason(failure) : String.join(", ", reasons)) + ")",
                "a running Artemis; nothing is accepted until it answers", GatewayKey.where(BrokerAccess.URL)));
    }

    /** Asks a server what it is. */
    @FunctionalInterface
    private interface Question {
        @Nullable String to(String host, int port) throws IOException;
    }

    /**
     * A fault for each server of the URL that is something else.
     *
     * @param away takes a reason for each where there is nobody
     */
    private List<Fault> others(Question question, List<String> away) {
        List<Fault> faults = new ArrayList<>();
        for (TransportConfiguration one : servers()) {
            String host = ConfigurationHelper.getStringProperty(TransportConstants.HOST_PROP_NAME, "localhost", one.getParams());
            int port = ConfigurationHelper.getIntProperty(TransportConstants.PORT_PROP_NAME, 0, one.getParams());
            try {
                String seen = question.to(host, port);
                if (seen != null) {
                    faults.add(new Fault(BrokerAccess.URL, "names " + host + ":" + port + ", where there is " + seen,
                            "an acceptor of Apache ActiveMQ Artemis that speaks its core protocol", GatewayKey.where(BrokerAccess.URL)));
                }
            } catch (IOException e) {
                away.add(host + ":" + port + ": " + Failures.reason(e));
            }
        }
        return faults;
    }

    /** Those that the URL names. */
    private TransportConfiguration[] servers() {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.url())) {
            TransportConfiguration[] servers = factory.getServerLocator().getStaticTransportConfigurations();
            return servers == null ? new TransportConfiguration[0] : servers;
        }
    }
}
