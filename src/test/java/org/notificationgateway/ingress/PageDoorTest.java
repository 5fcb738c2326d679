// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A browser gets as far as the page alone, and sessions are few and short. */
class PageDoorTest {
    private static final int PORT = 9876;

    private ApiKeys keys;
    private ApiKey desk;

    @BeforeEach
    void keys(@TempDir Path folder) throws Exception {
        ApiKeyFile file = new ApiKeyFile(folder.resolve("api-keys"));
        file.add(ApiKey.of("desk", "desk", Set.of("server"), Set.of(Right.READ)));
        file.add(ApiKey.of("other", "other", Set.of("server"), Set.of(Right.READ)));
        keys = ApiKeys.load(file);
        desk = keys.of("desk");
    }

    @ParameterizedTest(name = "{0} at port {1}: {2}")
    @CsvSource({"/, 9876, true", "/page/mails, 9876, true", "/page/mails/0a1b/preview, 9876, true", "/page/style.css, 9876, true",
            "/, 8080, false", "/page/mails, 8080, false", "/page, 9876, false", "/page/, 9876, false", "/page/../mails, 9876, false",
            "/page/%2e%2e/mails, 9876, false", "/page/./mails, 9876, false", "/page//mails, 9876, false", "/page/mails;x, 9876, false",
            "/mails, 9876, false", "//, 9876, false", "/pages/mails, 9876, false"})
    void onlyPathsOfThePageAreOpenedByACookie(String path, int port, boolean served) {
        assertEquals(served, new PageDoor(keys, PORT, Clock.systemUTC()).serves(request(path, port, "127.0.0.1", false)));
    }

    @ParameterizedTest(name = "from {0}, TLS {1}: {2}")
    @CsvSource({"127.0.0.1, false, false", "::1, false, false", "192.0.2.7, false, true", "192.0.2.7, true, false", "2001:db8::7, false, true"})
    void aKeyMustNotCrossANetworkInClearText(String from, boolean tls, boolean clear) {
        assertEquals(clear, PageDoor.isClear(request("/page/sign-in", PORT, from, tls)));
    }

    @Test
    void aKeyHasALimitedNumberOfSessionsAndTakesNoneOfOthers() {
        PageSessions sessions = new PageSessions(keys, Clock.systemUTC());
        String other = sessions.begin(keys.of("other"));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3 * PageSessions.OF_ONE_KEY; i++) {
            ids.add(sessions.begin(desk));
        }
        assertEquals(PageSessions.OF_ONE_KEY + 1, sessions.size());
        assertTrue(sessions.find(ids.get(0)).isEmpty());
        assertTrue(sessions.find(ids.get(ids.size() - 1)).isPresent());
        assertTrue(sessions.find(other).isPresent());
        assertTrue(sessions.find("").isEmpty());
        assertFalse(sessions.find(other).orElseThrow().toString().contains(other));
    }

    @Test
    void sessionsThatAreOverAreForgotten() {
        Instant[] now = {Instant.parse("2036-01-31T12:00:00Z")};
        PageSessions sessions = new PageSessions(keys, new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        });
        String id = sessions.begin(desk);
        now[0] = now[0].plus(PageSessions.IDLE).minusMillis(1);
        assertTrue(sessions.find(id).isPresent());
        now[0] = now[0].plus(PageSessions.IDLE);
        assertTrue(sessions.find(id).isEmpty());
        sessions.begin(desk);
        now[0] = now[0].plus(Duration.ofDays(1));
        sessions.begin(desk);
        assertEquals(1, sessions.size());
    }

    private static HttpServerRequest request(String path, int port, String from, boolean tls) {
        return (HttpServerRequest) Proxy.newProxyInstance(
                PageDoorTest.class.getClassLoader(), new Class<?>[] {HttpServerRequest.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "path" -> path;
                    case "localAddress" -> SocketAddress.inetSocketAddress(port, "127.0.0.1");
                    case "remoteAddress" -> SocketAddress.inetSocketAddress(50_000, from);
                    case "isSSL" -> tls;
                    default -> throw new AssertionError(method.getName());
                });
    }
}
