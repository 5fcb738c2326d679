// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.operations.DeadLetterJson;

/** Turns answers of the API into what templates read, and parameters into the addresses of further parts of a list. Keeps no state. */
final class Models {
    static final int PART = 50;
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private Models() {}

    static Map<String, Object> of(JsonNode json) {
        return DeadLetterJson.MAPPER.convertValue(json, MAP);
    }

    /** What somebody filled in of a form; a browser sends empty fields as well. */
    static void dropEmpty(MultiMap parameters) {
        List.copyOf(parameters.names()).stream()
                .filter(name -> name.equals("done") || parameters.getAll(name).stream().allMatch(String::isBlank))
                .forEach(parameters::remove);
    }

    static Map<String, String> filled(MultiMap parameters, List<String> names) {
        return names.stream().collect(Collectors.toMap(
                name -> name, name -> Objects.requireNonNullElse(parameters.get(name), ""), (a, b) -> a, LinkedHashMap::new));
    }

    /** The query of the same list from another place on. */
    static String query(Map<String, String> parameters, String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put(name, value);
        return all.entrySet().stream()
                .filter(one -> !one.getValue().isEmpty())
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** Where a part of a list begins. */
    static int from(MultiMap parameters, String name) throws RefusedException {
        String text = Objects.requireNonNullElse(parameters.get(name), "");
        if (!text.matches("\\d{0,6}")) {
            throw new RefusedException(400, name + " is malformed: expected a number");
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    /** One part of a long list, and where those before and after it begin. */
    static Map<String, Object> part(List<?> all, int from) {
        int start = Math.min(from, all.size());
        int end = Math.min(all.size(), start + PART);
        return part(all.subList(start, end), start, all.size());
    }

    /** The same of what was cut already. */
    static Map<String, Object> part(List<?> items, int start, int total) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("items", items);
        part.put("first", items.isEmpty() ? 0 : start + 1);
        part.put("last", start + items.size());
        part.put("total", total);
        part.put("before", start == 0 ? -1 : Math.max(0, start - PART));
        part.put("after", start + items.size() < total ? start + items.size() : -1);
        return part;
    }
}
