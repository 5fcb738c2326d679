// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.notificationgateway.outbox.DeadLetterAdvice;

/**
 * Says to a channel of people, for routes, that a mail was given up or has expired. Others than operators read along: no
 * address, and of a server's reply its digits alone, since some quote recipients and subjects. Keeps no state.
 */
public final class DeadLetterMessage {
    private static final Pattern REPLY = Pattern.compile("([245]\\d\\d)(?:[ -]([245]\\.\\d{1,3}\\.\\d{1,3}))?(?: .*)?", Pattern.DOTALL);
    private static final Pattern TOO_OLD = Pattern.compile("(not delivered within [^;]+); last: (.*)", Pattern.DOTALL);
    private static final String ADDRESS = "\\S*@\\S*";

    /** What is said. */
    private record Words(String title, String sender, String id, String reason, String advice) {}

    /** An adaptive card, as a workflow of Microsoft Teams takes it. */
    public String teams(String event) {
        Words words = words(event);
        ObjectNode message = DeadLetterJson.MAPPER.createObjectNode().put("type", "message");
        ObjectNode card = message.putArray("attachments").addObject()
                .put("contentType", "application/vnd.microsoft.card.adaptive").putNull("contentUrl").putObject("content")
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json").put("type", "AdaptiveCard").put("version", "1.4");
        ArrayNode body = card.putArray("body");
        body.addObject().put("type", "TextBlock").put("text", words.title()).put("weight", "Bolder").put("wrap", true);
        ArrayNode facts = body.addObject().put("type", "FactSet").putArray("facts");
        facts.addObject().put("title", "Sender").put("value", words.sender());
        facts.addObject().put("title", "Id").put("value", words.id());
        facts.addObject().put("title", "Reason").put("value", words.reason());
        body.addObject().put("type", "TextBlock").put("text", words.advice()).put("wrap", true);
        return message.toString();
    }

    /** The text of an incoming webhook of Slack. */
    public String slack(String event) {
        Words words = words(event);
        String text = words.title() + "\nSender: " + words.sender() + "\nId: " + words.id() + "\nReason: " + words.reason()
                + "\n" + words.advice();
        return DeadLetterJson.MAPPER.createObjectNode()
                .put("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")).toString();
    }

    private static Words words(String event) {
        JsonNode json;
        try {
            json = DeadLetterJson.MAPPER.readTree(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is to be told is no event");
        }
        JsonNode data = json.path("data");
        String reply = data.path("reply").asText();
        boolean expired = json.path("type").asText().endsWith(".expired");
        return new Words(
                expired ? "A mail has expired before it could be delivered" : "A mail was given up",
                data.path("sender").asText(), data.path("id").asText(), reason(reply),
                expired ? "Nobody gets it any more. Hand in a new request if it still matters." : DeadLetterAdvice.of(true, reply));
    }

    private static String reason(String reply) {
        Matcher old = TOO_OLD.matcher(reply);
        if (old.matches()) {
            return old.group(1) + "; last: " + reason(old.group(2));
        }
        Matcher digits = REPLY.matcher(reply);
        if (digits.matches()) {
            return digits.group(1) + (digits.group(2) == null ? "" : " " + digits.group(2));
        }
        return reply.isEmpty() ? "not known" : reply.replaceFirst("(?s): .*", "").replaceAll(ADDRESS, "(address)");
    }
}
