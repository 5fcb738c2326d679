// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Sends bytes through each way in and reads what each says. */
public final class ThreeDoors {
    /** An envelope holds the refused request, however large. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                    .build())
            .build();
    private static final String REFUSED = "notification.refused";

    private final TestHome home;
    private final ConnectionFactory factory;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> messageIds = new HashMap<>();

    public ThreeDoors(TestHome home, TestGateway gateway) {
        this.home = home;
        factory = gateway.bean("connectionFactory", ConnectionFactory.class);
    }

    /** The raw answer of the HTTP door. */
    public HttpResponse<byte[]> post(byte[] body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** What the HTTP door says; a refusal that is no problem document says so by having none. */
    public Reply http(byte[] body) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = post(body);
        boolean problem = answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json");
        return problem
                ? Reply.refused(answer.statusCode(), (ObjectNode) JSON.readTree(answer.body()))
                : new Reply(answer.statusCode(), null);
    }

    /** Lays a file that nobody has written to for an hour into the inbox. */
    public void drop(String key, byte[] body) throws IOException {
        Path part = Files.write(home.path("data/inbox").resolve(key + ".part"), body);
        Files.setLastModifiedTime(part, FileTime.from(Instant.now().minusSeconds(3_600)));
        Files.move(part, part.resolveSibling(key + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until the inbox is empty and every file has found its place. */
    public void awaitFiles(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> home.files("data/inbox/.accepted", ".json").count()
                + home.files("data/inbox/.rejected", ".error.json").count() >= count);
    }

    /** What the file door did with a file; null when it is nowhere. */
    public Reply file(String key) throws IOException {
        Path why = home.path("data/inbox/.rejected").resolve(key + ".json.error.json");
        if (Files.exists(why) && Files.exists(why.resolveSibling(key + ".json"))) {
            return Reply.refused((ObjectNode) JSON.readTree(Files.readAllBytes(why)));
        }
        return Files.exists(home.path("data/inbox/.accepted").resolve(key + ".json")) ? Reply.ACCEPTED : null;
    }

    /** Sends a message: of text when the bytes are, else of bytes. */
    public void queue(JMSContext context, String key, byte[] body) throws JMSException {
        JMSProducer producer = context.createProducer();
        Message message = message(context, body);
        producer.send(context.createQueue("notification.requests"), message);
        messageIds.put(message.getJMSMessageID(), key);
    }

    private static Message message(JMSContext context, byte[] body) throws JMSException {
        try {
            return context.createTextMessage(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            BytesMessage message = context.createBytesMessage();
            message.writeBytes(body);
            return message;
        }
    }

    public JMSContext jms() {
        return factory.createContext();
    }

    /** Takes refusals of messages until there are so many, or none has come for a while; each by its key. */
    public Map<String, Reply> takeRefusals(int count) throws JMSException, IOException {
        Map<String, Reply> refusals = new HashMap<>();
        try (JMSContext context = factory.createContext();
                var consumer = context.createConsumer(context.createQueue(REFUSED))) {
            while (refusals.size() < count) {
                Message message = consumer.receive(20_000);
                if (message == null) {
                    return refusals;
                }
                ObjectNode envelope = (ObjectNode) JSON.readTree(((TextMessage) message).getText());
                String key = messageIds.get(envelope.path("jmsMessageId").asText());
                if (refusals.put(key, Reply.refused(envelope)) != null) {
                    throw new AssertionError(key + " was refused twice");
                }
            }
        }
        return refusals;
    }
}
