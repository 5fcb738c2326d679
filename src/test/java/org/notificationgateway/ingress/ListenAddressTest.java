// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.support.TestHome;

/** Whether a door may open is decided by its address, before anything listens there. */
class ListenAddressTest {
    private static void assertRefused(ListenAddress address) {
        var e = assertThrows(StartRefusedException.class, address::check);
        String seen = "camel.server.port is " + address.port() + ", which " + address.host() + " cannot listen on: ";
        String expected = ": expected a free port of this machine (config/application.properties, or the environment)";
        assertTrue(e.getMessage().startsWith(seen) && e.getMessage().endsWith(expected), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), "one line for one fault");
    }

    @Nested
    class AFreePort {
        @Test
        void isLeftFree() {
            ListenAddress address = new ListenAddress("camel.server", "127.0.0.1", TestHome.freePort());
            assertDoesNotThrow(address::check);
            assertDoesNotThrow(address::check);
        }

        @Test
        void isOneOnWhichTheLastRunsConnectionsStillLinger() throws Exception {
            int port;
            try (ServerSocket last = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                    Socket client = new Socket("127.0.0.1", last.getLocalPort());
                    Socket connection = last.accept()) {
                port = last.getLocalPort();
                connection.close(); // the side that closes first is the one that lingers
                assertEquals(-1, client.getInputStream().read());
            }
            assertDoesNotThrow(new ListenAddress("camel.server", "127.0.0.1", port)::check);
        }
    }

    @Nested
    class WhatCannotBeListenedOn {
        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "localhost"})
        void isAPortInUse(String host) throws Exception {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                assertRefused(new ListenAddress("camel.server", host, taken.getLocalPort()));
            }
        }

        @Test
        void isAnAddressOfAnotherMachine() {
            assertRefused(new ListenAddress("camel.server", "192.0.2.1", TestHome.freePort()));
        }

        @Test
        void isANameNobodyKnows() {
            assertRefused(new ListenAddress("camel.server", "no-such-host.invalid", TestHome.freePort()));
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 65_536, 99_999})
        void isANumberThatIsNoPort(int port) {
            assertRefused(new ListenAddress("camel.server", "127.0.0.1", port));
        }
    }

    @Nested
    class AHost {
        @ParameterizedTest(name = "{0} is reached from this machine only: {1}")
        @CsvSource({
            "127.0.0.1, true",
            "127.8.9.10, true",
            "localhost, true",
            "::1, true",
            "[::1], true",
            "0.0.0.0, false",
            "::, false",
            "192.0.2.1, false",
            "169.254.1.1, false",
            "no-such-host.invalid, false",
        })
        void isLoopbackOnlyWhenEveryOtherMachineIsShutOut(String host, boolean loopback) {
            assertEquals(loopback, new ListenAddress("camel.server", host, 8080).isLoopback());
        }
    }
}
