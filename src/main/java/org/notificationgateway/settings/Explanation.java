// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Says what holds for a sender and why: each value with what decided it, the delivery in words, what deserves a second
 * look. Secrets are masked before they come here.
 *
 * @param faults what keeps the sender from delivering, beyond its own settings
 * @param login how it logs in to its SMTP server; empty for as MailSettings say
 * @param allows what its destination allows, in words; empty if nothing is known
 */
public record Explanation(MailSettings settings, List<Fault> faults, String login, String allows) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Of a sender without another login than its MailSettings name. */
    public Explanation(MailSettings settings, List<Fault> faults) {
        this(settings, faults, "", "");
    }

    /** For people, several lines. */
    public String text() {
        StringBuilder text = new StringBuilder("sender ").append(settings.sender()).append('\n');
        for (ExplainedValue value : settings.values()) {
            text.append("  %-27s = %s%n".formatted(value.key(), value.value()))
                    .append("  %-27s   from %s%n".formatted("", value.origin()));
            if (!value.overrides().isEmpty()) {
                text.append("  %-27s   overrides %s%n".formatted("", String.join(", ", value.overrides())));
            }
        }
        text.append("  delivery: ").append(settings.delivery().describe(login)).append("\n  because ")
                .append(settings.reason()).append('\n');
        if (!allows.isEmpty()) {
            text.append("  ").append(allows).append('\n');
        }
        if (!settings.policy().enabled()) {
            text.append("  Enabled is false: mail is accepted and nothing is delivered\n");
        }
        settings.warnings().forEach(warning -> text.append("  warning: ").append(warning).append('\n'));
        faults.forEach(fault -> text.append("  fault: ").append(fault).append('\n'));
        return text.toString();
    }

    /** For machines: one object a sender. */
    public ObjectNode json() {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("sender", settings.sender());
        node.set("values", MAPPER.valueToTree(settings.values()));
        node.put("delivery", settings.delivery().describe(login));
        node.put("method", settings.delivery().method());
        node.put("reason", settings.reason());
        node.put("allows", allows);
        node.put("enabled", settings.policy().enabled());
        node.set("warnings", MAPPER.valueToTree(settings.warnings()));
        node.set("faults", MAPPER.valueToTree(faults.stream().map(Fault::toString).toList()));
        return node;
    }

    /** Several explanations as one JSON array. */
    public static String json(List<Explanation> explanations) throws JsonProcessingException {
        return MAPPER.writerWithDefaultPrettyPrinter()
                .writeValueAsString(explanations.stream().map(Explanation::json).toList());
    }
}
