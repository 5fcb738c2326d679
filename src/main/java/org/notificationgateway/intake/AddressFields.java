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
    /** RFC 5321 4.5.3.1.8: what any server must take. */
    static final int MOST_RECIPIENTS = 100;

    private static final Set<String> MEMBERS = Set.of("name", "address");

    private final Fields fields;
    private final List<RequestFault> faults;

    AddressFields(Fields fields, List<RequestFault> faults) {
        this.fields = fields;
        this.faults = faults;
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
        if (node.size() > MOST_RECIPIENTS) {
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

    void tooMany(String name, int count) {
        fields.fault(FaultCode.TOO_MANY_RECIPIENTS, name,
                "has " + count + " recipients: expected at most " + MOST_RECIPIENTS + " in to, cc and bcc together");
    }

    private Optional<Mailbox> one(JsonNode node, String at) {
        try {
            if (node.isTextual()) {
                return Optional.of(Mailbox.parse(node.textValue()));
            }
            if (node.isObject()) {
                Fields members = new Fields(node, "/" + at, MEMBERS, faults);
                Optional<String> name = members.string("name", false, 256);
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
