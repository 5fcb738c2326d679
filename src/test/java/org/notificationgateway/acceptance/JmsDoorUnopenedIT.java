// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.activemq.artemis.api.core.Message.BYTES_TYPE;
import static org.apache.activemq.artemis.api.core.Message.MAP_TYPE;
import static org.apache.activemq.artemis.api.core.Message.OBJECT_TYPE;
import static org.apache.activemq.artemis.api.core.Message.STREAM_TYPE;
import static org.apache.activemq.artemis.api.core.Message.TEXT_TYPE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultExchangeHolder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be a request is kept with the reason, unopened, and holds up nobody. */
class JmsDoorUnopenedIT extends JmsDoor {
    private static final int LARGEST = 26_214_400;
    private static final int HUNDRED_MB = 100 << 20;

    /** Runs code when somebody reads it, as the gadgets of real attacks do. */
    static final class Gadget implements Serializable {
        static final AtomicInteger RUNS = new AtomicInteger();
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            RUNS.incrementAndGet();
        }
    }

    @Test
    @DisplayName("S08, B87, CVE-2026-40860: a gadget in an ObjectMessage does not run, and is kept as it came")
    void aGadgetDoesNotRun() throws Exception {
        int before = Gadget.RUNS.get();
        String id = send((jms, producer) -> jms.createObjectMessage(new Gadget()));
        JsonNode refusal = refusal();
        assertEquals("UNSUPPORTED_TYPE", code(refusal));
        assertEquals(id, refusal.get("jmsMessageId").asText());
        assertTrue(new String(kept(refusal), ISO_8859_1).contains(Gadget.class.getName()), "the body is kept");
        assertEquals(before, Gadget.RUNS.get());
        assertStillOpen();
    }

    @Test
    @DisplayName("S08, CVE-2026-43866: a forged holder of a Camel exchange is refused, and its body is no request")
    void aForgedExchangeHolderIsRefused() throws Exception {
        int before = Gadget.RUNS.get();
        Exchange forged = new DefaultExchange(gateway.context());
        forged.getIn().setBody(request("Forged"));
        forged.getIn().setHeader("CamelJmsDestinationName", "notification.expired");
        forged.setProperty("gadget", new Gadget());
        Serializable holder = DefaultExchangeHolder.marshal(forged, true, true);
        send((jms, producer) -> jms.createObjectMessage(holder));
        JsonNode refusal = refusal();
        assertEquals("UNSUPPORTED_TYPE", code(refusal));
        assertTrue(new String(kept(refusal), ISO_8859_1).contains("DefaultExchangeHolder"));
        assertEquals(before, Gadget.RUNS.get());
        assertStillOpen();
    }

    @Test
    @DisplayName("S08: the connections deny every class, should anybody ever ask for the object")
    void theConnectionsDenyEveryClass() throws Exception {
        int before = Gadget.RUNS.get();
        try (JMSContext jms = gateway.bean("connectionFactory", ConnectionFactory.class).createContext()) {
            jms.createProducer().send(jms.createQueue("notification.expired"), new Gadget());
            Message message = jms.createConsumer(jms.createQueue("notification.expired")).receive(5000);
            assertThrows(JMSException.class, () -> ((ObjectMessage) message).getObject());
        }
        assertEquals(before, Gadget.RUNS.get());
    }

    @ParameterizedTest(name = "B87: a {0} message is refused and its body is kept")
    @ValueSource(strings = {"map", "stream"})
    void aStructuredMessageIsKept(String kind) throws Exception {
        send((jms, producer) -> {
            try {
                if (kind.equals("map")) {
                    var map = jms.createMapMessage();
                    map.setString("subject", "told in a map");
                    return map;
                }
                var stream = jms.createStreamMessage();
                stream.writeString("told in a stream");
                return stream;
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        JsonNode refusal = refusal();
        assertEquals("UNSUPPORTED_TYPE", code(refusal));
        assertTrue(new String(kept(refusal), ISO_8859_1).replace("\0", "").contains("told in a " + kind));
        assertStillOpen();
    }

    @Test
    @DisplayName("B87: a message without any body is refused")
    void aMessageWithoutABodyIsRefused() throws Exception {
        send((jms, producer) -> jms.createMessage());
        JsonNode refusal = refusal();
        assertEquals("UNSUPPORTED_TYPE", code(refusal));
        assertEquals(0, kept(refusal).length);
        assertStillOpen();
    }

    @ParameterizedTest(name = "B87: {0} bytes in an ObjectMessage are kept up to the limit of a request")
    @ValueSource(ints = {200_000, LARGEST - 1000})
    void aLargeObjectIsKept(int size) throws Exception {
        raw().stream(REQUESTS, OBJECT_TYPE, zeros(size));
        JsonNode refusal = refusal();
        assertEquals("UNSUPPORTED_TYPE", code(refusal));
        assertEquals(size, kept(refusal).length);
        assertStillOpen();
    }

    @ParameterizedTest(name = "a body of type {0} that its library cannot read is refused as {1}")
    @CsvSource({
        "2, UNSUPPORTED_TYPE", // an object that claims two gigabytes: a JMS library would allocate them
        "3, INVALID_ENCODING", // a text that claims them
        "5, UNSUPPORTED_TYPE", // a map that claims two billion entries
        "6, UNSUPPORTED_TYPE",
        "4, MALFORMED",
        "99, UNSUPPORTED_TYPE"})
    void aBodyThatLiesIsRefusedAndKept(byte type, String code) throws Exception {
        byte[] lie = type == BYTES_TYPE
                ? "{\"length\": ".getBytes(UTF_8)
                : ByteBuffer.allocate(9).put((byte) (type == OBJECT_TYPE ? 0x7F : 1)).putInt(0x7FFFFFFF).putInt(-1).array();
        raw().send(REQUESTS, type, lie);
        JsonNode refusal = refusal();
        assertEquals(code, code(refusal));
        assertArrayEquals(lie, kept(refusal));
        assertStillOpen();
    }

    @Test
    @DisplayName("B85: an empty text and a text that is null are EMPTY")
    void anEmptyTextIsEmpty() throws Exception {
        send((jms, producer) -> jms.createTextMessage());
        assertEquals("EMPTY", code(refusal()));
        send((jms, producer) -> jms.createTextMessage(""));
        assertEquals("EMPTY", code(refusal()));
        send((jms, producer) -> jms.createTextMessage(" \n"));
        assertEquals("EMPTY", code(refusal()));
        assertStillOpen();
    }

    @ParameterizedTest(name = "B86: bytes in {0} are INVALID_ENCODING")
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-32"})
    void bytesOtherThanUtf8AreRefused(String charset) throws Exception {
        byte[] body = request("Réunion").getBytes(charset);
        inside().sendBytes(REQUESTS, body);
        JsonNode refusal = refusal();
        assertEquals("INVALID_ENCODING", code(refusal));
        assertArrayEquals(body, kept(refusal));
        assertStillOpen();
    }

    @ParameterizedTest(name = "B90: 100 MB of type {0} are refused unread and hold up nobody")
    @ValueSource(bytes = {TEXT_TYPE, BYTES_TYPE, OBJECT_TYPE, MAP_TYPE, STREAM_TYPE})
    void aHundredMegabytesAreRefusedUnread(byte type) throws Exception {
        System.gc();
        long before = oldGeneration(true);
        raw().stream(REQUESTS, type, zeros(HUNDRED_MB));
        JsonNode refusal = refusal();
        assertStillOpen();
        long grown = oldGeneration(false) - before;
        assertEquals("TOO_LARGE", code(refusal));
        assertNull(refusal.get("requestBase64"));
        long size = type == TEXT_TYPE ? (HUNDRED_MB - 5) / 2 : HUNDRED_MB;
        assertTrue(refusal.at("/errors/0/detail").asText().contains(size + " bytes"), refusal.toString());
        assertTrue(grown < 48 << 20, "the old generation grew by " + grown);
    }

    @ParameterizedTest(name = "S16: a compressed message of type {0} is not inflated")
    @ValueSource(strings = {"text", "bytes"})
    void aCompressedMessageIsNotInflated(String type) throws Exception {
        String request = "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"" + "0".repeat(50_000_000) + "\"}";
        send("?compressLargeMessage=true", (jms, producer) -> {
            try {
                if (type.equals("text")) {
                    return jms.createTextMessage(request);
                }
                var message = jms.createBytesMessage();
                message.writeBytes(request.getBytes(UTF_8));
                return message;
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        JsonNode refusal = refusal();
        assertEquals("UNSUPPORTED_TYPE", code(refusal));
        assertTrue(kept(refusal).length < 1_000_000, "kept as it came: " + kept(refusal).length);
        assertFalse(refusal.at("/errors/0/detail").asText().isEmpty());
        assertStillOpen();
    }

    @Test
    @DisplayName("S08: what a client writes into the properties that the broker's own library uses is not believed")
    void aSizeAndATypeThatAClientClaimsAreNotBelieved() throws Exception {
        raw().send(REQUESTS, BYTES_TYPE, message -> {
            message.getBodyBuffer().writeBytes(request("Small").getBytes(UTF_8));
            message.putLongProperty("_AMQ_LARGE_SIZE", 1L << 40);
            message.putBooleanProperty("_AMQ_LARGE_COMPRESSED", false);
            message.putByteProperty("gatewayKind", OBJECT_TYPE);
        });
        await().until(() -> mails().size() == 1);
        assertTrue(mails().get(0).contains("Subject: Small"));
        assertEquals(0, messages(REFUSED));
    }

    private static InputStream zeros(int length) {
        return new InputStream() {
            private int left = length;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int from, int most) {
                if (left == 0) {
                    return -1;
                }
                int count = Math.min(most, left);
                Arrays.fill(buffer, from, from + count, (byte) 0);
                left -= count;
                return count;
            }
        };
    }

    /** Where arrays of a megabyte and more are made at once. */
    private static long oldGeneration(boolean reset) {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().matches(".*(Old|Tenured).*")) {
                used += reset ? pool.getUsage().getUsed() : pool.getPeakUsage().getUsed();
                if (reset) {
                    pool.resetPeakUsage();
                }
            }
        }
        return used;
    }
}
