// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import jakarta.jms.ConnectionFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.UnopenedRequests;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.StartRefusedException;

/**
 * Finds the JMS client for a broker that the JMS door has to itself: Artemis' own is on board, any other is a jar in
 * {@code lib/ext}. Its URL tells which one, or a setting does.
 */
final class RequestsBroker {
    private static final String URL = "ingress.jms.broker-url";
    private static final String FACTORY = "ingress.jms.connection-factory";
    /** Clients by the scheme of their URLs, with the jar that holds each. */
    private static final Map<String, String> BY_SCHEME = Map.of(
            "amqp", "org.apache.qpid.jms.JmsConnectionFactory", "amqps", "org.apache.qpid.jms.JmsConnectionFactory",
            "amqpws", "org.apache.qpid.jms.JmsConnectionFactory", "amqpwss", "org.apache.qpid.jms.JmsConnectionFactory",
            "failover", "org.apache.activemq.ActiveMQConnectionFactory", "nio", "org.apache.activemq.ActiveMQConnectionFactory");
    private static final Map<String, String> JARS = Map.of(
            "org.apache.qpid.jms.JmsConnectionFactory", "qpid-jms-client and its libraries",
            "org.apache.activemq.ActiveMQConnectionFactory", "activemq-client 6 and its libraries");

    private RequestsBroker() {}

    /**
     * The client, not connected yet; null if the door shares the outbox' broker.
     *
     * @throws StartRefusedException if it is not on board, or does not take the URL
     */
    static @Nullable ConnectionFactory connectionFactory(CamelContext context, GatewayProperties properties) {
        String url = properties.text("ingress.jms.broker-url");
        String factory = properties.text("ingress.jms.connection-factory");
        String queue = properties.text("ingress.jms.queue");
        if (url.isEmpty() && factory.isEmpty()) {
            if (!queue.equals("notification.requests")) {
                throw new StartRefusedException("ingress.jms.queue", "is " + queue + " without " + URL,
                        "notification.requests, which is the only one at the outbox' own broker", GatewayKey.where("ingress.jms.queue"));
            }
            return null;
        }
        if (factory.startsWith("#")) {
            return bean(context, factory);
        }
        String user = properties.text("ingress.jms.username");
        String password = properties.text("ingress.jms.password");
        String scheme = url.contains(":") ? url.substring(0, url.indexOf(':')) : "";
        String type = factory.isEmpty() ? BY_SCHEME.getOrDefault(scheme, "") : factory;
        return type.isEmpty() ? artemis(url, user, password, queue) : made(type, url, user, password);
    }

    private static ConnectionFactory artemis(String url, String user, String password, String queue) {
        try {
            ActiveMQConnectionFactory client = user.isEmpty()
                    ? new ActiveMQConnectionFactory(url) : new ActiveMQConnectionFactory(url, user, password);
            client.setDeserializationDenyList("*"); // an ObjectMessage is never opened
            client.getServerLocator().addIncomingInterceptor(new UnopenedRequests(queue));
            return client;
        } catch (RuntimeException e) {
            throw new StartRefusedException(
                    URL, "is no URL of Artemis (" + e.getClass().getSimpleName() + ")",
                    "such as tcp://bus.contoso.com:61616, or " + FACTORY + " for another broker", GatewayKey.where(URL));
        }
    }

    private static ConnectionFactory bean(CamelContext context, String name) {
        Object bean = context.getRegistry().lookupByName(name.replaceFirst("^#(bean:)?", ""));
        if (bean instanceof ConnectionFactory factory) {
            return factory;
        }
        throw new StartRefusedException(
                FACTORY, "is " + name + (bean == null ? ", which is no bean" : ", which is a " + bean.getClass().getName()),
                "a bean that is a jakarta.jms.ConnectionFactory: camel.beans." + name.substring(1) + " = #class:…", GatewayKey.where(FACTORY));
    }

    /** JMS says nothing of how a client is made: they take user, password and URL, or the URL alone. */
    private static ConnectionFactory made(String name, String url, String user, String password) {
        try {
            Class<?> type = Class.forName(name);
            if (!ConnectionFactory.class.isAssignableFrom(type)) {
                throw new StartRefusedException(FACTORY, "is " + name + ", which is no jakarta.jms.ConnectionFactory",
                        "the client of a broker for Jakarta Messaging 3", GatewayKey.where(FACTORY));
            }
            boolean login = !user.isEmpty();
            Constructor<?> constructor = login
                    ? type.getConstructor(String.class, String.class, String.class) : type.getConstructor(String.class);
            return (ConnectionFactory) (login ? constructor.newInstance(user, password, url) : constructor.newInstance(url));
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new StartRefusedException(
                    URL, "needs the class " + (e instanceof NoClassDefFoundError ? String.valueOf(e.getMessage()).replace('/', '.') : name)
                            + ", which is not on board",
                    JARS.getOrDefault(name, "the jar of the client") + " in lib/ext", GatewayKey.where(URL));
        } catch (InvocationTargetException e) {
            throw new StartRefusedException(
                    URL, "is refused by " + name + " (" + e.getCause().getClass().getSimpleName() + ")",
                    "a URL that this client takes", GatewayKey.where(URL));
        } catch (ReflectiveOperationException e) {
            throw new StartRefusedException(
                    FACTORY, "is " + name + ", which cannot be made of a URL (" + e.getClass().getSimpleName() + ")",
                    "a bean of camel.beans instead, such as #bus", GatewayKey.where(FACTORY));
        }
    }
}
