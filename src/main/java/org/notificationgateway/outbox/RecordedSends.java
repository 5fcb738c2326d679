// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.jspecify.annotations.Nullable;

/**
 * Lets a route send on the session that consumed its entry, although that session belongs to another thread: what is
 * sent is kept until the entry is settled, and then sent in the transaction that consumes it. One thread at a time.
 */
final class RecordedSends {
    private final Session real;
    private final List<Send> sends = new ArrayList<>();

    /** What was sent, and where to. */
    record Send(Destination destination, Message message) {}

    /** @param real makes the messages, which asks neither the broker nor its own state */
    RecordedSends(Session real) {
        this.real = real;
    }

    /** A session that makes messages and queues, and takes sends. Whatever else is asked of it fails. */
    Session session() {
        return proxy(Session.class, this::session);
    }

    boolean isEmpty() {
        return sends.isEmpty();
    }

    /** What was sent, in this order. */
    List<Send> all() {
        return sends;
    }

    /** As if nothing had been sent. */
    void forget() {
        sends.clear();
    }

    private @Nullable Object session(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        if (name.endsWith("Message")) {
            return onRealSession(method, arguments);
        }
        return switch (name) {
            case "createQueue" -> ActiveMQDestination.createQueue(String.valueOf(first(arguments)));
            case "createProducer" -> proxy(MessageProducer.class, producer((Destination) first(arguments)));
            case "getTransacted" -> true;
            case "getAcknowledgeMode" -> Session.SESSION_TRANSACTED;
            default -> other(method, self, arguments);
        };
    }

    private Object onRealSession(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private InvocationHandler producer(@Nullable Destination fixed) {
        return (self, method, arguments) -> {
            if (method.getName().equals("send") && arguments != null) {
                boolean named = arguments[0] instanceof Destination;
                Destination destination = named ? (Destination) arguments[0] : fixed;
                sends.add(new Send(destination, (Message) arguments[named ? 1 : 0]));
                return null;
            }
            return method.getName().startsWith("set") || method.getName().equals("close")
                    ? null
                    : other(method, self, arguments);
        };
    }

    private static @Nullable Object first(Object @Nullable [] arguments) {
        return arguments == null ? null : arguments[0];
    }

    private static @Nullable Object other(Method method, Object self, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == first(arguments);
            case "toString" -> "recorded sends";
            case "close" -> null;
            default -> throw new UnsupportedOperationException(
                    method.getName() + ": an outbox route may send, and no more");
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
