// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.settings.ValueType;

/**
 * Says of one key of {@code config/application.properties} what holds, what decided it, and what else it could be. A secret is
 * masked before it comes here.
 *
 * @param written the value before its placeholders were resolved
 */
public record KeyExplanation(String name, GatewayKey key, String value, String written, String origin, List<Fault> faults) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * Of a home.
     *
     * @throws StartRefusedException if there is no such key
     */
    public static KeyExplanation of(GatewayHome home, String name, Map<String, String> environment) throws IOException {
        GatewayKey key = GatewayKeys.find(name).orElseThrow(() -> new StartRefusedException(List.of(GatewayKeys.unknown(name))));
        String proper = GatewayKeys.proper(name);
        Properties settings = home.settings(environment);
        GatewayProperties properties = GatewayProperties.of(home, settings);
        Optional<String> over = GatewayKey.overriding(proper, environment, System.getProperties());
        String origin = over.isPresent() ? over.get() : home.isInFile(proper) ? home.resolve(GatewayHome.PROPERTIES).toString() : "default";
        String written = settings.getProperty(proper, key.standard());
        List<Fault> faults = properties.faults().stream().filter(fault -> fault.thing().equals(proper)).toList();
        String value;
        try {
            String text = properties.text(proper);
            value = text.isEmpty() && !settings.containsKey(proper) ? key.standard() : text;
        } catch (StartRefusedException e) {
            value = written; // a fault says what is the matter with it
        }
        boolean secret = key.type() instanceof ValueType.Secret;
        return new KeyExplanation(proper, key, key.type().shown(value), secret ? "" : key.type().shown(written), origin, faults);
    }

    /** For people, several lines. */
    public String text() {
        StringBuilder text = new StringBuilder("%s = %s%n".formatted(name, value));
        if (written.contains("{{")) {
            line(text, "written", written);
        }
        line(text, "from", origin);
        line(text, "type", key.type().unit());
        line(text, "default", key.standard().isEmpty() ? "empty" : key.standard());
        line(text, "meaning", key.meaning());
        faults.forEach(fault -> line(text, "fault", fault.toString()));
        return text.toString();
    }

    private static void line(StringBuilder text, String what, String words) {
        text.append("  %-8s %s%n".formatted(what, words));
    }

    /** For machines: one object. */
    public String json() throws JsonProcessingException {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", name);
        object.put("value", value);
        object.put("from", origin);
        object.put("type", key.type().unit());
        object.put("default", key.standard());
        object.put("meaning", key.meaning());
        object.put("faults", faults.stream().map(Fault::toString).toList());
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object);
    }
}
