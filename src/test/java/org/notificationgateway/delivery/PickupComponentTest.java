// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.SmtpAttempt;

/** The endpoint says where mail goes; what a pickup directory promises, no option can take away. */
class PickupComponentTest {
    private final FinishedMail mail = SmtpAttempt.mail("a@example.com");

    @TempDir
    private Path folder;

    private DefaultCamelContext context;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectory(folder.resolve("pickup"));
        Files.createDirectory(folder.resolve("pickup.staging"));
        start(new Delivery.Pickup(folder.resolve("pickup")));
    }

    private void start(Delivery delivery) {
        Senders senders = new Senders(List.of(new MailSettings("server", "no-reply@contoso.com", delivery, "a test")));
        context = new DefaultCamelContext();
        context.addComponent("pickup", new PickupComponent(
                senders, new PickupFolders(folder.resolve("data"), Clock.systemUTC()), FileMode.OWNER_ONLY, folder::resolve,
                sender -> new PickupLimits(PickupDialect.WINDOWS_SMTP, 2_097_152, null)));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private List<Path> in(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.toList();
        }
    }

    private void send(String uri) {
        context.createProducerTemplate().sendBody(uri, mail);
    }

    private DeliveryOutcome outcome() {
        return mail.reported().outcomes().get("a@example.com");
    }

    @Test
    void withoutADirectoryItIsTheSenders() throws Exception {
        send("pickup");
        assertInstanceOf(DeliveryOutcome.Delivered.class, outcome());
        assertEquals(1, in("pickup").size());
    }

    @Test
    void aDirectoryOfItsOwnIsTheOneThatGetsTheMailOfAnySender() throws Exception {
        context.stop();
        start(new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.AUTO, null));
        Files.createDirectory(folder.resolve("own pickup"));
        send("pickup:own pickup?chmod=640");
        assertInstanceOf(DeliveryOutcome.Delivered.class, outcome());
        Path file = in("own pickup").get(0);
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aDirectoryThatIsNotThereIsNamedAtTheStartAndNotMade() {
        var e = assertThrows(RuntimeException.class, () -> send("pickup:nowhere"));
        assertTrue(root(e).getMessage().contains("nowhere, which is no directory"), root(e).getMessage());
        assertFalse(Files.exists(folder.resolve("nowhere")));
    }

    @Test
    void whatTheDiskRefusesIsTriedAgain() throws Exception {
        Files.delete(folder.resolve("pickup.staging"));
        send("pickup");
        assertInstanceOf(DeliveryOutcome.TryAgain.class, outcome());
    }

    @Test
    void manyAtATimeAreAllWrittenThoughNobodyAsksMeanwhile() throws Exception {
        List<FinishedMail> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(SmtpAttempt.mail("a@example.com"));
            context.createProducerTemplate().sendBody("pickup", many.get(i));
        }
        for (FinishedMail one : many) {
            assertTrue(one.isReported());
            assertInstanceOf(DeliveryOutcome.Delivered.class, one.reported().outcomes().get("a@example.com"));
        }
        assertEquals(200, in("pickup").size());
        assertEquals(0, in("pickup.staging").size());
    }

    @Test
    void aDirectoryThatHangsHoldsUpNoOther() throws Exception {
        Files.createDirectory(folder.resolve("other"));
        CountDownLatch end = new CountDownLatch(1);
        PickupEndpoint hanging = context.getEndpoint("pickup", PickupEndpoint.class);
        for (int i = 0; i < 16; i++) { // as many as write, and as many again that wait for them
            hanging.writersFor(mail).threads().submit(() -> end.await(30, TimeUnit.SECONDS));
        }
        send("pickup:other");
        assertInstanceOf(DeliveryOutcome.Delivered.class, outcome());
        end.countDown();
    }

    @Test
    void aSenderWithoutADirectoryIsNamed() {
        context.stop();
        start(new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.AUTO, null));
        var e = assertThrows(CamelExecutionException.class, () -> send("pickup"));
        assertTrue(root(e).getMessage().startsWith("the MailSettings of sender server name no pickup directory"), root(e).getMessage());
        assertFalse(mail.isReported());
    }

    @Test
    void aBodyThatIsNoMailIsNamed() {
        assertThrows(CamelExecutionException.class, () -> context.createProducerTemplate().sendBody("pickup", "text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "fileName=mail.eml", "fileExist=Append", "fileExist=Override", "forceWrites=false", "tempPrefix=.", "autoCreate=true",
        "doneFileName=x", "charset=UTF-8", "appendChars=x", "chmodDirectory=777", "noop=true", "delete=true"})
    void anOptionThatBreaksThePromiseOrHasNoEffectIsRefused(String option) {
        var e = assertThrows(ResolveEndpointFailedException.class, () -> context.getEndpoint("pickup:pickup?" + option));
        assertTrue(root(e).getMessage().startsWith("pickup: option " + option.split("=")[0]), root(e).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fileExist=Fail", "forceWrites=true", "autoCreate=false", "chmod=600"})
    void anOptionThatKeepsItIsTaken(String option) throws Exception {
        send("pickup:pickup?" + option);
        assertInstanceOf(DeliveryOutcome.Delivered.class, outcome());
        assertEquals(1, in("pickup").size());
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
