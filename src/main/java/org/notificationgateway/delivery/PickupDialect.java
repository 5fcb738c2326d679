// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.notificationgateway.mail.AddressList;
import org.notificationgateway.mail.EmlMessage;

/**
 * How the reader of a pickup directory learns who a mail goes to. No file serves both kinds of readers once somebody is to get
 * it unseen: one kind takes the envelope from X-lines before the headers, the other delivers X-lines to everybody and asks the
 * headers alone.
 */
public enum PickupDialect {
    /** SMTP services of Windows and their like: X-Sender, then an X-Receiver for each recipient. */
    WINDOWS_SMTP,
    /** Exchange's Pickup directory and {@code sendmail -t}: To, Cc and Bcc, and no X-line. */
    EXCHANGE_PICKUP,
    /** Exchange's Replay directory: the lines of the Windows services, in the order that it asks for. */
    EXCHANGE_REPLAY;

    private static final String LINE_END = "\r\n";
    private static final Set<String> OF_RECIPIENTS = Set.of("to", "cc", "bcc");

    /** The word in settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The dialect of a word in settings. */
    public static PickupDialect of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** A file's bytes, from which its reader sends to these recipients and to nobody else. */
    public byte[] render(FinishedMail mail, List<String> recipients) {
        return this == EXCHANGE_PICKUP ? addressed(mail, recipients) : enveloped(mail, recipients);
    }

    private static byte[] enveloped(FinishedMail mail, List<String> recipients) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(mail.bytes().length + 512);
        add(file, "X-Sender: " + mail.envelope().from());
        recipients.forEach(recipient -> add(file, "X-Receiver: " + recipient));
        file.writeBytes(mail.bytes());
        return file.toByteArray();
    }

    /**
     * Headers that name exactly the recipients. They stay as they are if they name nobody else; whoever is not named gets a
     * Bcc, which the reader takes out.
     */
    private static byte[] addressed(FinishedMail mail, List<String> recipients) {
        EmlMessage message = EmlMessage.parse(mail.bytes(), false);
        Set<String> left = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        left.addAll(recipients);
        List<AddressList.Entry> to = addresses(message, "To");
        List<AddressList.Entry> cc = addresses(message, "Cc");
        boolean kept = left.containsAll(to.stream().map(AddressList.Entry::address).toList())
                && left.containsAll(cc.stream().map(AddressList.Entry::address).toList())
                && !message.has("Bcc");
        ByteArrayOutputStream file = new ByteArrayOutputStream(mail.bytes().length + 512);
        if (kept) {
            to.forEach(entry -> left.remove(entry.address()));
            cc.forEach(entry -> left.remove(entry.address()));
            add(file, "Bcc", left);
            file.writeBytes(mail.bytes());
            return file.toByteArray();
        }
        Set<String> seen = named(to, left);
        Set<String> copied = named(cc, left);
        add(file, "To", seen);
        add(file, "Cc", copied);
        if (seen.isEmpty() && copied.isEmpty()) {
            add(file, "To: undisclosed-recipients:;");
        }
        add(file, "Bcc", left);
        file.writeBytes(message.head(0, name -> OF_RECIPIENTS.contains(name.toLowerCase(Locale.ROOT))));
        add(file, "");
        file.writeBytes(message.body());
        return file.toByteArray();
    }

    /** Takes out of those left who is named. */
    private static Set<String> named(List<AddressList.Entry> entries, Set<String> left) {
        return entries.stream().map(AddressList.Entry::address).filter(left::remove)
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
    }

    /** Somebody who cannot be read there is nobody whom its reader could send to, either. */
    private static List<AddressList.Entry> addresses(EmlMessage message, String header) {
        List<AddressList.Entry> entries = new ArrayList<>();
        for (String value : message.values(header)) {
            try {
                for (AddressList.Entry entry : AddressList.read(value)) {
                    entries.add(new AddressList.Entry(entry.name(), entry.mailbox().address()));
                }
            } catch (IllegalArgumentException e) {
                entries.add(new AddressList.Entry(null, "")); // so that the header is written anew
            }
        }
        return entries;
    }

    private static void add(ByteArrayOutputStream file, String header, Set<String> addresses) {
        if (!addresses.isEmpty()) {
            add(file, header + ": " + String.join("," + LINE_END + " ", addresses));
        }
    }

    private static void add(ByteArrayOutputStream file, String line) {
        file.writeBytes((line + LINE_END).getBytes(US_ASCII));
    }
}
