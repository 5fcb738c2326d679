// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.notificationgateway.mail.Mailbox;

/** Reads addresses in each of their forms: a string, an object with name and address, or an array of both. */
final class AddressFields {
    private static final Set<String> MEMBERS = Set.of("name", "address");

    private final Fields fields;
    private final Limits limits;

    AddressFields(Fields fields, Limits limits) {
        this.fields = fields;
        this.limits = limits;
    }

    /** The addresses of one member, without the faulty ones. */
    List<Mailbox> list(String name) {
        JsonNode node = fields.node(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            return one(node, name).map(List::of).orElse(List.of());
        }
        if (node.size() > limits.recipients()) {
            tooMany(name, node.size());
            return List.of();
        }
        List<Mailbox> mailboxes = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            one(node.get(i), name + "/" + i).ifPresent(mailboxes::add);
        }
        return mailboxes;
    }

    /** One address; a list is a fault. */
    Optional<Mailbox> single(String name) {
        JsonNode node = fields.node(name);
        return node == null ? Optional.empty() : one(node, name);
    }

    private Optional<Mailbox> named(Mailbox mailbox, String at) {
        int length = mailbox.name() == null ? 0 : mailbox.name().length();
        if (length <= limits.nameLength()) {
            return Optional.of(mailbox);
        }
        fields.fault(FaultCode.TOO_LONG, at, "has a display name of " + length + " characters: expected at most "
                + limits.nameLength());
        return Optional.empty();
    }

    void tooMany(String name, int count) {
        fields.fault(FaultCode.TOO_MANY_RECIPIENTS, name,
                "has " + count + " recipients: expected at most " + limits.recipients() + " in to, cc and bcc together");
    }

    private Optional<Mailbox> one(JsonNode node, String at) {
        try {
            if (node.isTextual()) {
                return named(Mailbox.parse(node.textValue()), at);
            }
            if (node.isObject()) {
                Fields members = fields.child(node, at, MEMBERS);
                Optional<String> name = members.string("name", false, limits.nameLength());
                Optional<String> address = members.string("address", true, 320);
                return address.map(a -> new Mailbox(name.orElse(null), a));
            }
            FaultCode code = node.isNull() ? FaultCode.INVALID_ADDRESS : FaultCode.WRONG_TYPE;
            fields.fault(code, at, "is " + Fields.typeOf(node) + ": expected an address");
        } catch (IllegalArgumentException e) {
            String flaw = String.valueOf(e.getMessage());
            boolean character = flaw.contains("(U+");
            fields.fault(character ? Fields.characterCode(flaw) : FaultCode.INVALID_ADDRESS, at,
                    flaw + ": expected one address such as ann@example.com or \"Ann <ann@example.com>\"");
        }
        return Optional.empty();
    }
}
