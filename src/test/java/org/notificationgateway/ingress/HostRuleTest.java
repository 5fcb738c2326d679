// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.settings.StartRefusedException;

/** Tells a program that means this gateway from a web page that was led here. */
class HostRuleTest {
    private static final String KEY = "gateway.http.hosts";

    @ParameterizedTest(name = "without keys, at {2}, Host {0}: {1}")
    @CsvSource({
        "localhost, 0, 127.0.0.1", "LOCALHOST:8080, 0, 127.0.0.1", "localhost:, 0, 127.0.0.1", "localhost, 0, 10.0.0.7",
        "127.0.0.1, 0, 127.0.0.1", "127.0.0.1:8080, 0, 127.0.0.1", "127.0.0.2, 421, 127.0.0.1",
        "10.0.0.7, 0, 10.0.0.7", "10.0.0.7, 421, 127.0.0.1", "10.0.0.7, 0, ::ffff:10.0.0.7",
        "[::1], 0, ::1", "[0:0:0:0:0:0:0:1]:8080, 0, ::1", "[::1], 421, 127.0.0.1", "[::ffff:127.0.0.1], 0, 127.0.0.1",
        "[2001:DB8::7], 0, 2001:db8:0:0::7",
        "evil.example, 421, 127.0.0.1", "evil.example:8080, 421, 127.0.0.1", "localhost.evil.example, 421, 127.0.0.1",
        "127.0.0.1.evil.example, 421, 127.0.0.1", "127.1, 421, 127.0.0.1", "2130706433, 421, 127.0.0.1",
        "0x7f.0.0.1, 421, 127.0.0.1", "0.0.0.0, 421, 127.0.0.1", "localhost., 421, 127.0.0.1",
        "'', 400, 127.0.0.1", "a b, 400, 127.0.0.1", "user@localhost, 400, 127.0.0.1", "'localhost,evil.example', 400, 127.0.0.1",
        "localhost:80:80, 400, 127.0.0.1", "[::1, 400, ::1", "http://localhost, 400, 127.0.0.1", "localhost/, 400, 127.0.0.1"})
    void takesOnlyWhatNoPageCanPretend(String host, int status, String here) {
        assertEquals(status, rule("", false).refusal(
                HttpVersion.HTTP_1_1, "/notifications", headers("Host", host), here));
    }

    @ParameterizedTest(name = "{0}, keys {1}, list \"{2}\", Host {3}: {4}")
    @CsvSource({
        "/notifications, true, '', any.example, 0", "/notifications, true, gw.example, any.example, 421",
        "/notifications, true, gw.example, GW.example:8080, 0", "/notifications, true, gw.example, localhost, 421",
        "/notifications, true, 'gw.example, localhost', localhost, 0",
        "/notifications, false, 'gw.example,mail.example', mail.example, 0", "/notifications, false, gw.example, localhost, 0",
        "/notifications, false, gw.example, any.example, 421", "/notifications, true, '2001:DB8::1', [2001:db8:0::1]:80, 0",
        "/observe/health/live, false, '', 192.168.7.7:9876, 0", "/observe/metrics?a=b, false, '', [fe80::7], 0",
        "/observe/health, false, '', evil.example, 421", "/observe/../dead, false, '', 192.168.7.7, 421",
        "/observe/%2e%2e/dead, false, '', 192.168.7.7, 421", "/observed, false, '', 192.168.7.7, 421",
        "/dead?x=/observe/, false, '', 192.168.7.7, 421",
        "http://evil.example/notifications, false, '', localhost, 421", "http://localhost/x, false, '', evil.example, 421",
        "http://localhost/x, false, '', localhost, 0", "http://a@localhost/x, false, '', localhost, 400"})
    void looksAtKeysListAndPath(String uri, boolean keys, String list, String host, int status) {
        assertEquals(status, rule(list, keys).refusal(
                HttpVersion.HTTP_1_1, uri, headers("Host", host), "127.0.0.1"));
    }

    @ParameterizedTest(name = "Host {0}, {1} {2}: {3}")
    @CsvSource({
        "localhost:8080, Origin, http://localhost:8080, 0", "localhost:8080, Origin, HTTP://LOCALHOST:8080, 0",
        "localhost:8080, Origin, http://localhost:3000, 403",
        "localhost:8080, Origin, http://127.0.0.1:8080, 403", "localhost:8080, Origin, https://evil.example, 403",
        "localhost:8080, Origin, null, 403", "localhost:8080, Origin, '', 403", "localhost:8080, Origin, file://, 403",
        "localhost:8080, Origin, http://localhost:8080@evil.example, 403",
        "localhost:8080, Origin, http://localhost:8080.evil.example, 403",
        "gw.example, Origin, https://gw.example, 0", "gw.example:443, Origin, https://gw.example, 0",
        "localhost:8080, Origin, https://gw.example, 0", "localhost:8080, Origin, https://gw.example:3000, 403",
        "localhost:8080, Sec-Fetch-Site, cross-site, 403", "localhost:8080, Sec-Fetch-Site, Cross-Site, 403",
        "localhost:8080, Sec-Fetch-Site, same-origin, 0", "localhost:8080, Sec-Fetch-Site, none, 0"})
    void turnsForeignPagesAwayWithKeysAndWithout(String host, String header, String value, int status) {
        for (boolean keys : new boolean[] {true, false}) {
            assertEquals(status, rule("gw.example,localhost", keys).refusal(
                    HttpVersion.HTTP_1_1, "/notifications", headers("Host", host).add(header, value), "127.0.0.1"));
        }
    }

    @Test
    void needsOneHostExactly() {
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        MultiMap two = headers("Host", "localhost").add("host", "localhost");
        for (boolean keys : new boolean[] {true, false}) {
            assertEquals(400, rule("", keys).refusal(HttpVersion.HTTP_1_1, "/", none, "127.0.0.1"));
            assertEquals(0, rule("", keys).refusal(HttpVersion.HTTP_1_0, "/", none, "127.0.0.1"));
            assertEquals(400, rule("", keys).refusal(HttpVersion.HTTP_1_1, "/", two, "127.0.0.1"));
            assertEquals(400, rule("", keys).refusal(HttpVersion.HTTP_1_0, "/", two, "127.0.0.1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw.example:8080", "https://gw.example", "gw.example/x", "a b", "*", "*.example", "[::1]:80"})
    void aListOfAnythingButHostsStopsTheStart(String list) {
        assertThrows(StartRefusedException.class, () -> HostRule.parse(KEY, list));
    }

    @Test
    void aListMayHaveBlanksAndNothing() {
        assertEquals(Set.of(), HostRule.parse(KEY, " , "));
        assertEquals(Set.of("a.example", "10.0.0.1"), HostRule.parse(KEY, " A.example , 10.0.0.1,"));
    }

    private static HostRule rule(String list, boolean keys) {
        return new HostRule(HostRule.parse(KEY, list), () -> keys);
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
