// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.notificationgateway.settings.Fault;

/**
 * Finds options of endpoints that have no effect: those that stand twice, those for the other end of a route, and those that
 * another option switches off. In doubt it says nothing. Not thread-safe.
 */
final class RouteOptions {
    private static final Set<String> SENT_TO = Set.of("to", "toD", "wireTap", "enrich");
    private static final Set<String> READ_FROM = Set.of("from", "pollEnrich", "poll");

    private final CamelContext context;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Map<String, String>> labels = new HashMap<>();

    RouteOptions(CamelContext context) {
        this.context = context;
    }

    List<Fault> faults(List<RouteNode> files) {
        for (RouteNode file : files) {
            file.visit((node, above) -> {
                boolean from = READ_FROM.contains(node.word());
                if ((from || SENT_TO.contains(node.word())) && !node.isOff() && !RouteEndpoints.uri(node).isEmpty()) {
                    look(node, from);
                }
            });
        }
        return List.copyOf(faults);
    }

    private void fault(RouteNode node, String option, String scheme, String seen, String expected) {
        faults.add(new Fault("option " + option + " of endpoint " + scheme, seen, expected, node.place()));
    }

    private void look(RouteNode node, boolean from) {
        String scheme = RouteEndpoints.scheme(node);
        Map<String, RouteNode> options = options(node, scheme);
        if (options.isEmpty() || context.getComponent(scheme, true, false) == null) {
            return;
        }
        Set<String> said = new HashSet<>();
        OptionRules.of(scheme, from).filter(rule -> applies(rule, options)).forEach(rule -> rule.options().stream().sorted().forEach(option -> {
            RouteNode piece = options.get(option);
            if (piece != null && isMeant(option, piece) && said.add(option)) {
                fault(piece, option, scheme, rule.seen(), (rule.without() ? rule.by() + " beside it" : "one of the two") + ", or no " + option);
            }
        }));
        options.forEach((option, piece) -> {
            if (said.add(option) && isOfOtherEnd(scheme, option, from)) {
                fault(piece, option, scheme, "has no effect: it is for an endpoint that " + (from ? "mail is sent to" : "mail is read from"),
                        from ? "an option for reading" : "an option for sending");
            }
        });
    }

    /** Where each option stands; those that stand twice are said at once. */
    private Map<String, RouteNode> options(RouteNode node, String scheme) {
        Map<String, RouteNode> options = new LinkedHashMap<>();
        String[] parts = RouteEndpoints.uri(node).split("[?]", 2);
        RouteNode parameters = node.get("parameters");
        Map<String, RouteNode> further = parameters == null ? Map.of() : parameters.members();
        for (String option : parts.length < 2 ? new String[0] : parts[1].split("&(amp;)?")) {
            String[] pair = option.split("=", 2);
            RouteNode first = options.put(pair[0], node.valued(pair[0], pair.length < 2 ? "" : pair[1]));
            if (first != null && !pair[0].contains(".")) {
                fault(node, pair[0], scheme, "stands twice in the uri", "each option once");
            }
        }
        boolean path = parts[0].matches("[^:]+:/*[^/].*");
        further.forEach((name, value) -> {
            if (options.put(name, value) != null) {
                fault(value, name, scheme, "stands in the uri, too", "each option once");
            } else if (path && labels(scheme).getOrDefault(name, "").equals("path")) {
                fault(value, name, scheme, "stands beside the " + parts[0] + " of the uri, which tells the same", "one of the two");
            }
        });
        return options;
    }

    /** What only repeats that something is off changes nothing, and says so. */
    private static boolean isMeant(String option, RouteNode value) {
        return option.startsWith("show") || !value.text().equals("false");
    }

    private boolean applies(OptionRules.Rule rule, Map<String, RouteNode> options) {
        String by = options.containsKey(rule.by()) ? options.get(rule.by()).text() : "";
        return !by.contains("{{") && !by.contains("${") && rule.value().matcher(by).matches() != rule.without();
    }

    private boolean isOfOtherEnd(String scheme, String option, boolean from) {
        if (OptionRules.OF_BOTH.contains(option) || scheme.equals("jms") && (from || !OptionRules.JMS_CONSUMER.contains(option))) {
            return false;
        }
        return List.of(labels(scheme).getOrDefault(option, "").split(",")).contains(from ? "producer" : "consumer");
    }

    /** Of each option, as the component's own catalog has them; {@code path} for one that the uri may hold. */
    private Map<String, String> labels(String scheme) {
        return labels.computeIfAbsent(scheme, name -> {
            Map<String, String> found = new HashMap<>();
            try {
                String json = ((CatalogCamelContext) context).getComponentParameterJsonSchema(name);
                if (json != null && Jsoner.deserialize(json) instanceof JsonObject schema && schema.get("properties") instanceof JsonObject all) {
                    all.forEach((option, told) -> {
                        JsonObject one = (JsonObject) told;
                        found.put(option, "path".equals(one.getString("kind")) ? "path" : String.valueOf(one.getString("label")));
                    });
                }
            } catch (IOException | DeserializationException e) {
                return Map.of(); // nothing is said of a component without a catalog
            }
            return found;
        });
    }
}
