// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.notificationgateway.mail.Attachment;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.mail.MailContent;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.mail.MessageComposer;
import org.notificationgateway.mail.Recipients;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.support.ReceivedMail;

/** The rules W1 to W15 that every reader of a pickup directory can live with, one test each. */
class PickupRulesTest {
    private static final Mailbox FROM = Mailbox.parse("Access Desk <no-reply@contoso.com>");
    private static final String HIDDEN = "hidden@example.com";

    @TempDir
    private Path folder;

    private Path pickup;
    private Path staging;
    private DefaultCamelContext context;
    private PickupLimits limits = new PickupLimits(PickupDialect.WINDOWS_SMTP, 2_097_152, null);

    @BeforeEach
    void start() throws Exception {
        pickup = Files.createDirectory(folder.resolve("pickup"));
        staging = Files.createDirectory(PickupDirectory.stagingOf(pickup));
        Senders senders = new Senders(List.of(new MailSettings("server", "no-reply@contoso.com", new Delivery.Pickup(pickup), "a test")));
        context = new DefaultCamelContext();
        context.addComponent("pickup", new PickupComponent(
                senders, new PickupFolders(folder.resolve("data"), Clock.systemUTC()), FileMode.OWNER_ONLY, folder::resolve, sender -> limits));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private static MailContent content(String text) {
        return new MailContent(
                new Recipients(List.of(Mailbox.parse("Zo\u00eb <ann@example.com>")), List.of(Mailbox.parse("bob@example.com")),
                        List.of(Mailbox.parse(HIDDEN))),
                null, "Zur Pr\u00fcfung", text, "<p>.</p>",
                List.of(new Attachment("a.txt", "text/plain", ".\r\n..\r\n".getBytes(US_ASCII), null)), Map.of(), null);
    }

    private static FinishedMail mail(String text) {
        return mail(text, List.of("ann@example.com", "bob@example.com", HIDDEN));
    }

    private static FinishedMail mail(String text, List<String> recipients) {
        byte[] bytes = new MessageComposer("trace").compose(
                content(text), FROM, "<1@contoso.com>", Instant.parse("2026-11-27T10:00:00Z").atZone(ZoneOffset.UTC));
        return new FinishedMail("server", "<1@contoso.com>", new Envelope("no-reply@contoso.com", recipients), bytes);
    }

    private FinishedMail sent(FinishedMail mail) {
        context.createProducerTemplate().sendBody("pickup", mail);
        mail.reported(); // as the outbox asks before it settles
        return mail;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(pickup)) {
            return all.sorted().toList();
        }
    }

    private String file() throws IOException {
        return Files.readString(files().get(0), ISO_8859_1);
    }

    @Test
    void w1NameIsARandomUuidWithEmlInSmallLetters() throws Exception {
        sent(mail("one"));
        String name = files().get(0).getFileName().toString();
        assertTrue(name.endsWith(".eml"), name);
        assertEquals(name, UUID.fromString(name.substring(0, name.length() - 4)) + ".eml");
    }

    @Test
    void w2IsWrittenInAFolderBesideUnderAnotherEnding() throws Exception {
        List<String> seen = new ArrayList<>();
        new PickupDirectory(pickup, FileMode.OWNER_ONLY, file -> {
            try (Stream<Path> staged = Files.list(staging)) {
                staged.forEach(path -> seen.add(path.getFileName().toString()));
            }
        }).deliver("x".getBytes(US_ASCII));
        assertTrue(seen.get(0).endsWith(".part"), seen.toString());
        assertEquals(pickup.getParent(), staging.getParent());
        assertFalse(staging.startsWith(pickup));
    }

    @Test
    void w3IsForcedToDiskBeforeItIsMovedAndItsFolderAfterwards() throws Exception {
        List<Integer> filesAtForce = new ArrayList<>();
        new PickupDirectory(pickup, FileMode.OWNER_ONLY, file -> filesAtForce.add(files().size())).deliver("x".getBytes(US_ASCII));
        assertEquals(List.of(0, 1), filesAtForce);
    }

    @Test
    void w4OverwritesNothing() throws Exception {
        Path taken = Files.writeString(pickup.resolve("taken.eml"), "old");
        PickupDirectory directory = new PickupDirectory(pickup, FileMode.OWNER_ONLY);
        assertThrows(FileAlreadyExistsException.class, () -> directory.place("new".getBytes(US_ASCII), staging.resolve("p.part"), taken));
        assertEquals("old", Files.readString(taken));
    }

    @Test
    void w5LeavesNoStagedFileAndCleansOldOnesAtTheStartButNeverTheDirectory() throws Exception {
        PickupDirectory full = new PickupDirectory(pickup, FileMode.OWNER_ONLY, file -> {
            throw new IOException("no space left on device");
        });
        assertThrows(IOException.class, () -> full.deliver("x".getBytes(US_ASCII)));
        Path old = Files.writeString(staging.resolve("old.part"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path others = Files.writeString(pickup.resolve("others.part"), "x");
        Files.setLastModifiedTime(others, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        new PickupFolders(folder.resolve("data"), Clock.systemUTC()).prepare(
                new Senders(List.of(new MailSettings("server", "a@contoso.com", new Delivery.Pickup(pickup), "a test"))));
        try (Stream<Path> staged = Files.list(staging)) {
            assertEquals(List.of(), staged.toList());
        }
        assertEquals(List.of(others), files());
    }

    @Test
    void w6EnvelopeStandsBeforeEverythingElse() throws Exception {
        sent(mail("one"));
        assertTrue(file().startsWith("X-Sender: no-reply@contoso.com\r\nX-Receiver: ann@example.com\r\nX-Receiver: bob@example.com\r\n"
                + "X-Receiver: " + HIDDEN + "\r\nFrom: "), file());
    }

    @ParameterizedTest
    @EnumSource
    void w7HasEachHeaderThatExchangeAsksFor(PickupDialect dialect) throws Exception {
        limits = new PickupLimits(dialect, 2_097_152, null);
        sent(mail("one"));
        var message = ReceivedMail.of(Files.readAllBytes(files().get(0))).message();
        assertEquals("no-reply@contoso.com", ((jakarta.mail.internet.InternetAddress) message.getFrom()[0]).getAddress());
        assertEquals(1, message.getFrom().length);
        for (String header : List.of("To", "Cc", "Date", "Message-ID", "Subject", "MIME-Version")) {
            assertEquals(1, message.getHeader(header).length, header);
        }
        assertTrue(file().contains("\r\n\r\n"));
    }

    @ParameterizedTest
    @EnumSource
    void w8EveryLineEndsWithCrlfAndTheFileHasNoFinalDotAndNoMark(PickupDialect dialect) throws Exception {
        limits = new PickupLimits(dialect, 2_097_152, null);
        sent(mail("one\ntwo\n"));
        assertFalse(file().replace("\r\n", "").matches("(?s).*[\r\n].*"));
        assertTrue(file().endsWith("\r\n") && !file().endsWith("\r\n.\r\n"));
        assertFalse(file().startsWith("\u00ef\u00bb\u00bf"));
    }

    @ParameterizedTest
    @EnumSource
    void w9IsSevenBitsInShortLines(PickupDialect dialect) throws Exception {
        limits = new PickupLimits(dialect, 2_097_152, null);
        sent(mail("\u00e4".repeat(5_000)));
        assertTrue(file().chars().allMatch(c -> c < 0x7F));
        assertTrue(file().lines().allMatch(line -> line.length() <= 78), file());
    }

    @ParameterizedTest
    @EnumSource
    void w10NoLineBeginsWithADot(PickupDialect dialect) throws Exception {
        limits = new PickupLimits(dialect, 2_097_152, null);
        sent(mail(".\n..\n.a\n".repeat(100)));
        assertTrue(file().lines().noneMatch(line -> line.startsWith(".")), file());
    }

    @ParameterizedTest
    @EnumSource
    void w11SplitsAboveAHundredRecipientsAndEachGetsOneFile(PickupDialect dialect) throws Exception {
        limits = new PickupLimits(dialect, 2_097_152, null);
        List<String> many = IntStream.range(0, 250).mapToObj(i -> "p" + i + "@example.com").toList();
        FinishedMail mail = sent(mail("one", many));
        assertEquals(3, files().size());
        List<String> named = new ArrayList<>();
        for (Path path : files()) {
            String head = Files.readString(path, ISO_8859_1).split("\r\n\r\n", 2)[0].replace("\r\n ", " ");
            List<String> here = dialect == PickupDialect.EXCHANGE_PICKUP
                    ? head.lines().filter(line -> line.matches("(?:To|Cc|Bcc): .*@.*")).flatMap(line -> Stream.of(line.replaceFirst("^\\w+: ", "").split(", "))).toList()
                    : head.lines().filter(line -> line.startsWith("X-Receiver: ")).map(line -> line.substring(12)).toList();
            assertTrue(here.size() <= 100, path + " " + here.size());
            named.addAll(here);
        }
        assertEquals(many.stream().sorted().toList(), named.stream().sorted().toList());
        assertTrue(mail.isReported());
    }

    @Test
    void w11HeadersAbove64KilobytesAreNotWritten() throws Exception {
        String head = IntStream.range(0, 900).mapToObj(i -> "X-Note-" + i + ": " + "x".repeat(70) + "\r\n").collect(Collectors.joining());
        FinishedMail mail = sent(new FinishedMail("server", "<1@contoso.com>", new Envelope("no-reply@contoso.com", List.of(HIDDEN)),
                (head + "From: no-reply@contoso.com\r\n\r\ntext\r\n").getBytes(US_ASCII)));
        assertEquals(List.of(), files());
        assertTrue(mail.reported().outcomes().get(HIDDEN).toString().contains("552 5.3.4 too large: the headers have"), mail.reported().toString());
    }

    @Test
    void w11FileAboveTheLimitIsADeadLetterAndOneAboveTheWarningIsWritten() throws Exception {
        limits = new PickupLimits(PickupDialect.WINDOWS_SMTP, 1_000, 5_000);
        assertInstanceOf(DeliveryOutcome.Delivered.class, sent(mail("x".repeat(1_500))).reported().outcomes().get(HIDDEN));
        assertEquals(1, files().size());
        DeliveryOutcome refused = sent(mail("x".repeat(8_000))).reported().outcomes().get(HIDDEN);
        assertInstanceOf(DeliveryOutcome.GiveUp.class, refused);
        assertTrue(refused.toString().contains("its reader takes 5000"), refused.toString());
        assertEquals(1, files().size());
    }

    @Test
    void w12HasNoHeaderThatTellsOfAnotherWay() throws Exception {
        sent(mail("one"));
        assertTrue(file().lines().noneMatch(line -> line.matches("(?i)(?:Bcc|Received|Resent-.*|Return-Path):.*")), file());
    }

    @Test
    void w13DirectoryThatIsMissingIsNamedAndNotMade() {
        Path typo = folder.resolve("pikcup");
        var faults = new PickupFolders(folder.resolve("data"), Clock.systemUTC()).prepare(
                new Senders(List.of(new MailSettings("server", "a@contoso.com", new Delivery.Pickup(typo), "a test"))));
        assertTrue(faults.get(0).toString().contains("which is no directory"), faults.toString());
        assertFalse(Files.exists(typo));
    }

    @Test
    void w15IsHandedOverAndNotSent() throws Exception {
        assertEquals(new DeliveryOutcome.Delivered("handed over to the pickup directory", true), sent(mail("one")).reported().outcomes().get(HIDDEN));
    }

    @Test
    void exchangePickupHasABccHeaderAndNoXLine() throws Exception {
        limits = new PickupLimits(PickupDialect.EXCHANGE_PICKUP, 2_097_152, null);
        FinishedMail mail = sent(mail("one"));
        assertTrue(file().startsWith("Bcc: " + HIDDEN + "\r\nFrom: "), file());
        assertFalse(file().contains("X-Sender") || file().contains("X-Receiver"), file());
        assertTrue(file().endsWith(new String(mail.bytes(), ISO_8859_1)), "the mail itself is as it was");
    }

    /** A catch-all, or a recipient that is settled already: the headers must not bring the mail to anybody else. */
    @Test
    void exchangePickupNamesNobodyWhoIsNotToGetIt() throws Exception {
        limits = new PickupLimits(PickupDialect.EXCHANGE_PICKUP, 2_097_152, null);
        sent(mail("one", List.of("catch-all@contoso.com")));
        assertFalse(file().contains("ann@") || file().contains("bob@"), file());
        assertTrue(file().startsWith("To: undisclosed-recipients:;\r\nBcc: catch-all@contoso.com\r\n"), file());
        Files.delete(files().get(0));
        sent(mail("one", List.of("bob@example.com")));
        assertTrue(file().startsWith("Cc: bob@example.com\r\nFrom: ") && !file().contains("ann@"), file());
    }
}
