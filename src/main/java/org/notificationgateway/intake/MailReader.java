// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.AddressList;
import org.notificationgateway.mail.EmlMessage;
import org.notificationgateway.mail.Importance;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.mail.Recipients;
import org.notificationgateway.mail.SingleLine;
import org.notificationgateway.mail.TraceHeader;
import org.notificationgateway.mail.WrittenMail;
import org.notificationgateway.settings.Senders;

/**
 * Decides what of a finished mail can be delivered and to whom. The envelope of its writer counts if it stands in X-lines
 * before the headers, as .NET and Exchange have it; else the headers do. Keeps no state; safe to share.
 */
final class MailReader {
    private static final String X_SENDER = "X-Sender";
    private static final String X_RECEIVER = "X-Receiver";
    /** Lines that writers of pickup and replay directories put before the headers. */
    private static final Set<String> INJECTED = Set.of(
            "x-sender", "x-receiver", "x-createdby", "x-endofinjectedxheaders", "x-helodomain", "x-source", "x-sourceipaddress",
            "x-extendedmessageprops", "x-extendedprops");
    /** What tells of a way that another mail has gone, or of people who are not to be seen. */
    private static final Set<String> UNWANTED = Set.of("x-sender", "x-receiver", "bcc", "return-path", "received");
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~]{1,248}>");
    private static final int LONGEST_WORD = 20;

    private final Senders senders;
    private final Limits limits;
    private final String trace;

    /** @param trace how this gateway marks its own mail */
    MailReader(Senders senders, Limits limits, String trace) {
        this.senders = senders;
        this.limits = limits;
        this.trace = trace;
    }

    /**
     * Reads and checks a mail.
     *
     * @param id of the request that it stands for
     * @throws InvalidRequestException naming every fault
     */
    NotificationRequest read(ArrivedMail arrived, String id) throws InvalidRequestException {
        EmlFolder folder = arrived.folder();
        Mailbox from = Mailbox.parse(senders.of(folder.sender()).fromAddress());
        List<RequestFault> faults = new ArrayList<>();
        WrittenMail mail = mail(parsed(arrived), folder, from, faults);
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(faults);
        }
        Boolean sensitive = folder.sensitive();
        return new NotificationRequest(
                id, folder.sender(), mail, null,
                folder.expiresAfter() == null ? null : arrived.written().plus(folder.expiresAfter()), null,
                sensitive == null ? folder.sender().equals(Senders.AGENT) : sensitive, List.of());
    }

    private static EmlMessage parsed(ArrivedMail arrived) throws InvalidRequestException {
        try {
            EmlMessage mail = EmlMessage.parse(arrived.content(), arrived.folder().doubledDots());
            if (!mail.isCut()) {
                return mail;
            }
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        throw refused("ends in the middle: expected an empty line after the headers, and the last boundary of a multipart");
    }

    private static InvalidRequestException refused(String flaw) {
        FaultCode code = flaw.contains("(U+") ? FaultCode.INVALID_CHARACTER : FaultCode.MALFORMED;
        return new InvalidRequestException(code, "the mail " + flaw);
    }

    private WrittenMail mail(EmlMessage mail, EmlFolder folder, Mailbox from, List<RequestFault> faults) {
        Predicate<String> injected = name -> INJECTED.contains(name.toLowerCase(Locale.ROOT));
        boolean enveloped = mail.beginsWith(name -> name.equalsIgnoreCase(X_SENDER) || name.equalsIgnoreCase(X_RECEIVER));
        if (mail.values(TraceHeader.NAME).contains(trace)) {
            faults.add(new RequestFault(FaultCode.INVALID_VALUE, "/" + TraceHeader.NAME,
                    "the mail has been through this gateway before: expected one that has not; a folder leads back to this one"));
        }
        Recipients recipients = recipients(mail, enveloped, faults);
        List<AddressList.Entry> authors = authors(mail, folder, from, faults);
        String messageId = mail.values("Message-ID").stream().findFirst().orElse("");
        boolean rewrite = folder.from() == EmlFolder.From.REWRITE;
        return new WrittenMail(
                recipients, importance(mail),
                folder.envelope() == EmlFolder.EnvelopeFrom.FILE ? envelopeFrom(mail, enveloped, from, faults) : null,
                rewrite ? name(authors) : null,
                MESSAGE_ID.matcher(messageId).matches() ? messageId : null,
                mail.has("Date"), mail.has("Message-ID"), folder.eightBitAnyway(),
                mail.head(enveloped ? mail.leading(injected) : 0, name -> isUnwanted(name, rewrite)), mail.body());
    }

    private static boolean isUnwanted(String name, boolean rewrite) {
        String lower = name.toLowerCase(Locale.ROOT);
        return UNWANTED.contains(lower) || lower.startsWith("resent-")
                || rewrite && (lower.equals("from") || lower.equals("sender"));
    }

    private Recipients recipients(EmlMessage mail, boolean enveloped, List<RequestFault> faults) {
        boolean named = enveloped && mail.has(X_RECEIVER);
        List<Mailbox> to = mailboxes(mail, named ? X_RECEIVER : "To", faults);
        List<Mailbox> cc = named ? List.of() : mailboxes(mail, "Cc", faults);
        List<Mailbox> bcc = named ? List.of() : mailboxes(mail, "Bcc", faults);
        int count = to.size() + cc.size() + bcc.size();
        if (count == 0 && faults.isEmpty()) {
            faults.add(new RequestFault(FaultCode.NO_RECIPIENT, "/To",
                    "the mail names nobody: expected at least one address in X-Receiver, or in To, Cc or Bcc"));
        } else if (count > limits.recipients()) {
            faults.add(new RequestFault(FaultCode.TOO_MANY_RECIPIENTS, named ? "/" + X_RECEIVER : "/To",
                    "the mail has " + count + " recipients: expected at most " + limits.recipients()));
        }
        return new Recipients(to, cc, bcc);
    }

    private List<Mailbox> mailboxes(EmlMessage mail, String header, List<RequestFault> faults) {
        List<Mailbox> mailboxes = new ArrayList<>();
        int number = 0;
        for (AddressList.Entry entry : addresses(mail, header, faults)) {
            if (number >= limits.recipients()) {
                faults.add(new RequestFault(FaultCode.TOO_MANY_RECIPIENTS, "/" + header,
                        "has more recipients than a mail may have: expected at most " + limits.recipients()));
                break;
            }
            mailbox(entry, "/" + header + "/" + number++, faults).forEach(mailboxes::add);
        }
        return mailboxes;
    }

    private static List<AddressList.Entry> addresses(EmlMessage mail, String header, List<RequestFault> faults) {
        List<AddressList.Entry> all = new ArrayList<>();
        for (String value : mail.values(header)) {
            try {
                all.addAll(AddressList.read(value));
            } catch (IllegalArgumentException e) {
                faults.add(new RequestFault(FaultCode.INVALID_ADDRESS, "/" + header, String.valueOf(e.getMessage())));
            }
        }
        return all;
    }

    private static Stream<Mailbox> mailbox(AddressList.Entry entry, String pointer, List<RequestFault> faults) {
        try {
            return Stream.of(entry.mailbox());
        } catch (IllegalArgumentException e) {
            faults.add(new RequestFault(FaultCode.INVALID_ADDRESS, pointer, e.getMessage() + ": expected an address such as ann@example.com"));
            return Stream.empty();
        }
    }

    /** Who the mail is from, which a folder may hold to the domain of FromAddress. */
    private static List<AddressList.Entry> authors(
            EmlMessage mail, EmlFolder folder, Mailbox from, List<RequestFault> faults) {
        int before = faults.size();
        List<AddressList.Entry> authors = addresses(mail, "From", faults);
        if (mail.values("From").size() != 1 || authors.isEmpty()) {
            if (faults.size() == before) {
                faults.add(new RequestFault(FaultCode.MISSING_FIELD, "/From",
                        "the mail has " + (mail.has("From") ? "no single From with an address" : "no From")
                                + ": expected one, as RFC 5322 asks for"));
            }
        } else if (folder.from() == EmlFolder.From.SAME_DOMAIN) {
            List.of("From", "Sender", X_SENDER).forEach(header -> sameDomain(mail, header, folder, from, faults));
        }
        return authors;
    }

    private static void sameDomain(EmlMessage mail, String header, EmlFolder folder, Mailbox from, List<RequestFault> faults) {
        for (AddressList.Entry entry : addresses(mail, header, header.equals("From") ? new ArrayList<>() : faults)) {
            mailbox(entry, "/" + header, faults)
                    .filter(mailbox -> !mailbox.domain().equals(from.domain()))
                    .forEach(mailbox -> faults.add(new RequestFault(FaultCode.INVALID_VALUE, "/" + header,
                            "is of another domain than FromAddress of sender " + folder.sender() + ": expected one of "
                                    + from.domain() + ", or ingress.eml." + folder.name() + ".from = keep or rewrite")));
        }
    }

    private static @Nullable String envelopeFrom(
            EmlMessage mail, boolean enveloped, Mailbox from, List<RequestFault> faults) {
        String header = enveloped && mail.has(X_SENDER) ? X_SENDER : mail.has("Sender") ? "Sender" : "From";
        return addresses(mail, header, new ArrayList<>()).stream()
                .flatMap(entry -> mailbox(entry, "/" + header, faults))
                .map(Mailbox::address)
                .findFirst()
                .orElse(from.address());
    }

    /** The name of the author, if a header of ours can carry it. */
    private static String name(List<AddressList.Entry> authors) {
        String name = authors.isEmpty() ? null : authors.get(0).name();
        return name == null || SingleLine.faultOfName(name).isPresent() || name.isBlank() || name.length() > 255 ? "" : name;
    }

    /** What Importance says, or the older X-Priority. */
    private static @Nullable Importance importance(EmlMessage mail) {
        String word = mail.values("Importance").stream().findFirst().orElse("").toLowerCase(Locale.ROOT);
        String number = mail.values("X-Priority").stream().findFirst().orElse("");
        if (word.length() < LONGEST_WORD) {
            for (Importance importance : Importance.values()) {
                if (importance.word().equals(word)) {
                    return importance;
                }
            }
        }
        return number.startsWith("1") || number.startsWith("2") ? Importance.HIGH
                : number.startsWith("4") || number.startsWith("5") ? Importance.LOW : null;
    }
}
