// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that is not what its operator meant must be found before it holds, and its key told by its nearest name. */
class GatewayKeysTest {
    static final List<GatewayKey> ALL = GatewayKeys.ALL;

    @ParameterizedTest
    @FieldSource("ALL")
    void everyKeyTakesItsDefault(GatewayKey key) {
        if (!key.standard().contains("{{")) {
            assertDoesNotThrow(() -> key.read(key.name(), key.standard()));
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void everyKeyRefusesWhatIsNotOfItsType(GatewayKey key) {
        wrong(key.type()).forEach(text -> {
            StartRefusedException e = assertThrows(
                    StartRefusedException.class, () -> key.read(key.name(), text), key.name() + " = " + text);
            Fault fault = e.faults().get(0);
            assertEquals(key.name(), fault.thing());
            assertFalse(fault.expected().isEmpty() || fault.toString().contains("\n"), fault.toString());
            assertEquals(GatewayKey.WHERE, fault.where());
        });
    }

    /** What people write by mistake. */
    private static Stream<String> wrong(ValueType type) {
        return switch (kind(type)) {
            case "Flag" -> Stream.of("", "yes", "1", "TRUE", "on", "true false", "true # why");
            case "Whole" -> Stream.of("", "-1", "-0", "+5", "1.5", "4 # four", "5s", "1e3", "99999999999", "2147483648", "four", "٣");
            case "Time" -> Stream.of("", "0", "5", "-5s", "1.5s", "5 s", "5S", "5s 1m", "999999999d", "5sec", "soon");
            case "Times" -> Stream.of("", "30s,", ",30s", "30s,,1m", "30s;1m", "30", "0s", "30s,-1m", "30s,999d");
            case "Rights" -> Stream.of("", "6", "6x0", "888", "0o600", "rw-------", "16000");
            case "Choice" -> Stream.of("", "loud", "full,default");
            case "Place" -> Stream.of("C:mail", "a\0b");
            case "Url" -> Stream.of("nonsense", "tcp:", "://x", " ", "tcp://a b", "http://db:1", "tcp://broker", "tcp://broker:port",
                    "tcp://broker:65536", "(tcp://a:1,tcp://b:2");
            case "Word" -> Stream.of("a b", "a\r\nb", "http://x/");
            default -> Stream.of();
        };
    }

    private static String kind(ValueType type) {
        return type.getClass().getSimpleName();
    }

    @Test
    void aNumberMayBeAtEitherEndOfItsRangeAndNotBeyond() {
        GatewayKey usage = GatewayKeys.of("intake.max-disk-usage");
        assertEquals(0, usage.read("k", "0"));
        assertEquals(100, usage.read("k", "100"));
        assertEquals("k is '500': expected a whole number from 0 to 100 (config/application.properties, or the environment)",
                assertThrows(StartRefusedException.class, () -> usage.read("k", "500")).getMessage());
    }

    @Test
    void anAddressWithAPasswordIsNotQuoted() {
        GatewayKey url = GatewayKeys.of("gateway.ledger.url");
        String message = assertThrows(StartRefusedException.class, () -> url.read("k", "postgres://app:s3cret@db/x")).getMessage();
        assertFalse(message.contains("s3cret"), message);
        assertEquals("jdbc:postgresql://db/x?***", url.type().shown("jdbc:postgresql://db/x?password=s3cret"));
        assertEquals("tcp://***@db:1", url.type().shown("tcp://app:s3cret@db:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://broker.contoso.com:61616", "tcp://[::1]:61616?sslEnabled=true;trustStorePath=a",
        "(tcp://a:1,tcp://b:2?x=y)?ha=true&reconnectAttempts=-1", "tcp://a:1#tcp://b:2", "udp://231.7.7.7:9876", ""})
    void anAddressOfABrokerMayHaveAllItsForms(String url) {
        assertEquals(url, GatewayKeys.of("gateway.broker.url").read("gateway.broker.url", url));
    }

    @Test
    void aLongValueIsNotQuotedWhole() {
        String message = assertThrows(StartRefusedException.class,
                () -> GatewayKeys.of("outbox.consumers").read("outbox.consumers", "9".repeat(1_000_000))).getMessage();
        assertTrue(message.length() < 300, message);
    }

    @Nested
    class AName {
        @ParameterizedTest
        @CsvSource({
            "delivery.smtp.conections, delivery.smtp.connections", "Outbox.Consumers, outbox.consumers",
            "outbox.consumer, outbox.consumers", "outbox.group_size, outbox.group-size", "gatway.broker.url, gateway.broker.url",
            "camel.server.prot, camel.server.port", "delivery.connect-timeout, delivery.smtp.connect-timeout",
            "delivery.oauth.ops.client-idd, delivery.oauth.ops.client-id"})
        void thatIsMisspeltIsToldByItsNearest(String misspelt, String nearest) {
            assertEquals(nearest, GatewayKeys.nearest(misspelt).get(0));
            assertTrue(GatewayKeys.unknown(misspelt).toString().contains("did you mean " + nearest), misspelt);
        }

        @ParameterizedTest
        @ValueSource(strings = {"gateway.weather", "intake", "outbox.x.y.z.and.more"})
        void thatIsLikeNoOtherIsSaidToBeUnknown(String name) {
            assertEquals(name + " is unknown: expected a key of docs/configuration.md, or one that a file of routes/ uses"
                    + " (config/application.properties)", GatewayKeys.unknown(name).toString());
        }

        @Test
        void ofCamelMayBeWrittenWithDashesAndOursMayNotChange() {
            assertEquals("camel.server.maxBodySize", GatewayKeys.proper("camel.server.max-body-size"));
            assertEquals("Outbox.consumers", GatewayKeys.proper("Outbox.consumers"));
            assertTrue(GatewayKeys.find("outbox.Consumers").isEmpty() && GatewayKeys.find("outboxconsumers").isEmpty());
        }

        @Test
        void ofASenderIsOfAnySender() {
            assertEquals("delivery.oauth.SENDER.user", GatewayKeys.of("delivery.oauth.agent.user").name());
            assertTrue(GatewayKeys.find("delivery.oauth.user").isEmpty() && GatewayKeys.find("delivery.oauth..user").isEmpty()
                    && GatewayKeys.find("delivery.oauth.a.b.user").isEmpty());
        }

        @Test
        void isInTheTableOnce() {
            List<String> names = ALL.stream().map(GatewayKey::name).toList();
            assertEquals(names.stream().distinct().toList(), names);
        }
    }

    @Test
    void aVariableHasTheLastWordThenAnOptionOfTheJvm() {
        Properties options = new Properties();
        assertEquals(Optional.empty(), GatewayKey.overriding("outbox.consumers", Map.of(), options));
        options.setProperty("outbox.consumers", "5");
        assertEquals(Optional.of("system property -Doutbox.consumers"), GatewayKey.overriding("outbox.consumers", Map.of(), options));
        assertEquals(Optional.of("environment variable OUTBOX_CONSUMERS"),
                GatewayKey.overriding("outbox.consumers", Map.of("OUTBOX_CONSUMERS", "6"), options));
        assertEquals(GatewayKey.WHERE, GatewayKey.where("outbox.consumers"));
    }
}
