// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A folder of finished mails that would send mail round and round, or lets anybody send, is refused in the same words by check and run. */
class EmlFolderFaultsIT {
    private static final String PROPERTIES = "config/application.properties";

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() throws Exception {
        home = new TestHome(folder.resolve("home"));
        Files.createDirectories(folder.resolve("pickup"));
        home.server("{ \"FromAddress\": \"a@contoso.com\", \"PickupDirectory\": \"" + folder.resolve("pickup") + "\" }");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "pickup, the pickup directory of sender server",
        "pickup/inside, inside the pickup directory of sender server",
        "pickup.staging, the staging folder of sender server",
        "., above the data folder",
        "home/data, the data folder",
        "home/data/inbox/x, inside the inbox",
        "link, the pickup directory of sender server",
        "none, which is no directory"})
    void isRefused(String directory, String words) throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("pickup"));
        if (!directory.equals("none") && !directory.equals("link")) {
            Files.createDirectories(folder.resolve(directory));
        }
        set("ingress.eml.product.directory = " + folder.resolve(directory).normalize());
        refused("ingress.eml.product.directory is ", words);
    }

    @Test
    void isRefusedIfEverybodyMayWriteToItUntilThatIsMeant() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        set("ingress.eml.product.directory = " + open);
        refused("every account of this machine may write to", "ingress.eml.product.shared = true");
        set("ingress.eml.product.directory = " + open + "\ningress.eml.product.shared = true");
        assertEquals(0, Commands.execute("check", home.path("")).exit());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "ingress.eml.product.sender = nobody | ingress.eml.product.sender names a sender that is not configured: expected one of agent, server",
        "ingress.eml.product.directroy = x | did you mean ingress.eml.product.directory?",
        "ingress.eml.product.from = domain | ingress.eml.product.from is 'domain': expected one of same-domain, keep, rewrite",
        "ingress.eml.product.patience = 60 | ingress.eml.product.patience is '60': expected a number and its unit",
        "ingress.eml.product.8bit = yes | expected one of refuse, send",
        "ingress.eml.a.sender = server | ingress.eml.a.directory is not set: expected the folder whose *.eml are read",
        "ingress.eml.directory = /tmp | ingress.eml.directory is unknown"})
    void settingThatIsWrongIsNamed(String line, String words) throws Exception {
        Path mails = Files.createDirectory(folder.resolve("mails"));
        set("ingress.eml.product.directory = " + mails + "\n" + line);
        refused(words, "");
    }

    @Test
    void twoFoldersMayNotBeOne() throws Exception {
        Path mails = Files.createDirectory(folder.resolve("mails"));
        set("ingress.eml.a.directory = " + mails + "\ningress.eml.b.directory = " + mails);
        refused("ingress.eml.b.directory is " + mails + ", which is folder a", "");
    }

    @Test
    void folderIsSwitchedOffByAnEmptyDirectory() throws Exception {
        set("ingress.eml.product.directory =");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertNull(gateway.context().getRoute("ingress-eml-product"));
        }
        Path mails = Files.createDirectory(folder.resolve("a %20 b"));
        set("ingress.eml.product.directory = " + mails);
        try (TestGateway gateway = TestGateway.start(home)) {
            assertNotNull(gateway.context().getRoute("ingress-eml-product"));
            assertTrue(Files.isDirectory(mails.resolve(".claimed")));
        }
    }

    @Test
    void mistakeInTheTemplateIsNamedByCheckAlthoughNoFolderIsSet() throws Exception {
        Path template = home.path("routes/ingress-eml.camel.yaml");
        Files.writeString(template, Files.readString(template).replace("greedy: true", "greeedy: true"));
        String seen = Commands.execute("check", home.path("")).all();
        assertTrue(seen.contains("did you mean greedy?") && seen.contains("ingress-eml.camel.yaml:"), seen);
        Files.writeString(template, Files.readString(template).replace("greeedy: true", "greedy: true").replace("#emlDoor-{{name}}", "#emlDor-{{name}}"));
        seen = Commands.execute("check", home.path("")).all();
        assertTrue(seen.contains("emlDor-rehearsal"), seen);
    }

    private void set(String lines) {
        home.write(PROPERTIES, lines + "\n");
    }

    private void refused(String words, String more) throws Exception {
        Commands.Run check = Commands.execute("check", home.path(""));
        assertEquals(1, check.exit(), check.all());
        assertTrue(check.err().contains(words) && check.err().contains(more), check.err());
        Commands.Run run = Commands.execute("run", home.path(""));
        assertEquals(1, run.exit(), run.all());
        assertTrue(run.err().contains(words) && run.err().contains(more), run.err());
    }
}
