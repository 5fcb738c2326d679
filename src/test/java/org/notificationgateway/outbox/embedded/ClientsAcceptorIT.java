// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.embedded.EmbeddedBroker.Acceptor;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestSteps;

/** Whoever connects to the acceptor without a password makes the gateway hold next to nothing. */
class ClientsAcceptorIT {
    private static final int MORE_THAN_SOCKETS_HOLD = 64 << 20;
    private static final String FRAME_OF_2_GB = "ARTEMIS\u007f\u00ff\u00ff\u00ff\u001e";

    @TempDir
    private Path folder;

    private final int port = TestHome.freePort();
    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        broker = new EmbeddedBroker(folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY,
                new Acceptor("tcp://127.0.0.1:" + port, "app", "s3cret"));
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.stop();
    }

    private static void flood(OutputStream out, String begin) throws IOException {
        out.write(begin.getBytes(ISO_8859_1));
        byte[] piece = new byte[1 << 16];
        for (int sent = 0; sent < MORE_THAN_SOCKETS_HOLD; sent += piece.length) {
            out.write(piece);
        }
    }

    @ParameterizedTest(name = "C: {0}")
    @ValueSource(strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000000\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\n",
        "PATCH ", "TRACE ", "OPTIONS ", "HEAD ", "DELETE ",
        FRAME_OF_2_GB,
        "ARTEMIS\u0000\u0001\u0000\u0001\u001e", // a byte more than may come before the login
        "ARTEMIS\u00ff\u00ff\u00ff\u00ff\u001e", // negative
        "ARTEMIS\u0000\u0000\u0000\u0005\nping\u007f\u0000\u0000\u0000", // behind a short one
        "\u007f\u00ff\u00ff\u00ff", "HORNETQ", "AMQP\u0000\u0001\u0000\u0000", "ARTEMIZ", "\u0000\u0000\u0000\u0000"})
    void whatNeverEndsIsNotCollected(String begin) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            assertThrows(IOException.class, () -> flood(socket.getOutputStream(), begin));
        }
        clientSends("request");
    }

    @Test
    void greetingMayComeInPieces() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            for (byte one : "ARTEMIS\0\0\0".getBytes(ISO_8859_1)) {
                socket.getOutputStream().write(one);
            }
            socket.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read(), "it waits for the rest");
        }
    }

    @Test
    void hundredsThatHangLeaveRoomInMemoryForAClient() throws Exception {
        List<Socket> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket caller = new Socket("127.0.0.1", port);
                callers.add(caller);
                caller.getOutputStream().write("ARTEMIS\0\0\u00ef\u00ff\u001e".getBytes(ISO_8859_1));
                caller.getOutputStream().write(new byte[60_000]);
            }
            clientSends("request");
        } finally {
            for (Socket caller : callers) {
                caller.close();
            }
        }
    }

    private void clientSends(String text) throws Exception {
        String url = "tcp://127.0.0.1:" + port + "";
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, "app", "s3cret");
                JMSContext client = factory.createContext()) {
            client.createProducer().send(client.createQueue(Queues.REQUESTS), text);
        }
        var pool = broker.access().connectionPool();
        try {
            String taken = new Jms(pool).takeText(Queues.REQUESTS);
            assertTrue(taken != null);
            assertEquals(text.length(), taken.length());
        } finally {
            pool.stop();
        }
    }
}
