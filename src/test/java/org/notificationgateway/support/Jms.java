// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.Browsing;
import org.notificationgateway.outbox.MailFiles;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;

/** A JMS client for tests: sends to a queue, looks into a queue, takes from a queue. */
public final class Jms {
    private final ConnectionFactory factory;

    public Jms(ConnectionFactory factory) {
        this.factory = factory;
    }

    public void sendText(String queue, String text) {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue(queue), text);
        }
    }

    public void sendBytes(String queue, byte[] bytes) {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue(queue), bytes);
        }
    }

    /** What lies in a queue, without taking it. */
    public List<Message> browse(String queue) {
        return browse(queue, message -> message);
    }

    /** The entries that lie in a queue, large ones too, whose bodies must be read before the session ends. */
    public List<OutboxEntry> entries(String queue) {
        return browse(queue, message -> entry(message, null));
    }

    /** The same of an embedded broker, whose large mails lie in files. */
    public List<OutboxEntry> entries(String queue, MailFiles files) {
        return browse(queue, message -> entry(message, files));
    }

    private <T> List<T> browse(String queue, Function<Message, T> read) {
        try (JMSContext context = factory.createContext();
                QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
            List<T> found = new ArrayList<>();
            for (Enumeration<?> all = browser.getEnumeration(); Browsing.hasMore(all); ) {
                found.add(read.apply((Message) all.nextElement()));
            }
            return found;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OutboxEntry entry(Message message, @Nullable MailFiles files) {
        try {
            BytesMessage bytes = (BytesMessage) message;
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return new OutboxCodec(files).decode(body);
        } catch (JMSException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes all that lies in these queues, so that the next test finds none of it. */
    public void empty(String... queues) {
        try (JMSContext context = factory.createContext()) {
            for (String queue : queues) {
                try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
                    while (consumer.receiveNoWait() != null) {
                        continue;
                    }
                }
            }
        }
    }

    /** Takes one text message, waiting for it at most ten seconds. */
    public String takeText(String queue) {
        try (JMSContext context = factory.createContext()) {
            Message message = context.createConsumer(context.createQueue(queue)).receive(10_000);
            return message == null ? null : ((TextMessage) message).getText();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
