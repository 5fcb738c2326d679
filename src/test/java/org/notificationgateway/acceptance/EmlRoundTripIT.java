// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.support.Absent;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** One gateway writes into a pickup directory, programs of others read it, and another gateway takes it up: all see the same mail. */
@TestInstance(Lifecycle.PER_CLASS)
class EmlRoundTripIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String PYTHON = """
            import email, email.policy, json, sys
            mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
            body = mail.get_body(preferencelist=('plain', 'html'))
            print(json.dumps({'subject': mail['Subject'], 'to': [a.addr_spec for a in mail['To'].addresses],
                'receivers': mail.get_all('X-Receiver'), 'text': body.get_content(), 'type': body.get_content_type(),
                'files': [p.get_filename() for p in mail.iter_attachments()], 'defects': [str(d) for p in mail.walk() for d in p.defects]}))
            """;

    private Path folder;
    private ScriptedSmtpServer smtp;
    private TestHome writing;
    private TestGateway writer;
    private TestGateway reader;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        smtp = new ScriptedSmtpServer();
        smtp.on("EHLO", "250-scripted.test\r\n250 8BITMIME");
        Files.createDirectory(folder.resolve("eml"));
        writing = new TestHome(folder.resolve("writer"));
        writing.server("{ \"FromAddress\": \"Access Desk <no-reply@contoso.com>\", \"PickupDirectory\": \"data/pickup\" }");
        writer = TestGateway.start(writing);
        TestHome reading = new TestHome(folder.resolve("reader"));
        reading.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + smtp.port() + " }")
                .set("ingress.eml.product.directory", folder.resolve("eml").toString()).set("ingress.eml.product.patience", "1s");
        reader = TestGateway.start(reading);
    }

    @AfterAll
    void stop() throws Exception {
        reader.close();
        writer.close();
        smtp.close();
    }

    /** Those that are shipped, and what is hard in a file: dots at the start of lines, long lines, other scripts, blind copies. */
    static Stream<Arguments> requests() throws IOException {
        List<Arguments> requests = new ArrayList<>();
        try (Stream<Path> all = Files.list(TestHome.PROJECT.resolve("examples/requests"))) {
            for (Path example : all.sorted().toList()) {
                requests.add(Arguments.of(example.getFileName().toString(), Files.readString(example)));
            }
        }
        String frame = "{\"to\":\"ann@example.com\",\"subject\":\"%s\",\"text\":\"%s\"%s}";
        requests.add(Arguments.of("dots", frame.formatted("dots", ".\\n..\\n. a\\n.QUIT\\nend\\n.", "")));
        requests.add(Arguments.of("long lines", frame.formatted("x".repeat(300), "y".repeat(5_000) + "\\n" + "z ".repeat(2_000), "")));
        requests.add(Arguments.of("other scripts", frame.formatted("Zo\u00eb \u5bc6\u7801 \ud83d\ude00", "\u5bc6\u7801\\n\u05e9\u05dc\u05d5\u05dd\\n=3D ?=", "")));
        requests.add(Arguments.of("blind copies", frame.formatted("bcc", "t", ",\"cc\":\"bob@example.com\",\"bcc\":[\"eve@example.com\",\"joe@example.com\"]")));
        requests.add(Arguments.of("ends without a line end", frame.formatted("s", "  \\n\\nFrom here\\n-- \\nno end", "")));
        return requests.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void everyRequestComesThroughByteForByteAndOthersReadIt(String name, String json) throws Exception {
        Path file = written(json);
        String eml = Files.readString(file, ISO_8859_1);
        JsonNode request = new ObjectMapper().readTree(json);
        JsonNode seen = python(file);
        assertEquals(request.path("subject").asText(), seen.path("subject").asText());
        assertEquals("[]", seen.path("defects").toString());
        String field = seen.path("type").asText().equals("text/plain") ? "text" : "html";
        assertEquals(request.path(field).asText().strip().replace("\r\n", "\n"), seen.path("text").asText().strip().replace("\r\n", "\n"));
        long attached = StreamSupport.stream(request.path("attachments").spliterator(), false).filter(one -> !one.has("contentId")).count();
        assertEquals(attached, seen.path("files").size());

        int before = smtp.mails().size();
        Path taken = Files.move(file, folder.resolve("eml").resolve(UUID.randomUUID() + ".eml"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(LONG).until(() -> smtp.mails().size() == before + 1 && !Files.exists(taken));
        String sent = new String(smtp.mails().get(before), ISO_8859_1);
        String mail = eml.replaceFirst("(?s)^(?:X-(?:Sender|Receiver): [^\r\n]*\r\n)+", "");
        String traces = sent.lines().filter(line -> line.startsWith("X-Notification-Gateway: ")).reduce((a, b) -> b).orElseThrow();
        assertEquals(mail, sent.replace(traces + "\r\n", ""));
    }

    /** All that was signed is as it was; the signature proves it. */
    @Test
    void signatureHoldsAfterwards() throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key.toString(), "-out", certificate.toString(),
                "-subj", "/CN=no-reply@contoso.com", "-days", "2");
        Path text = Files.writeString(folder.resolve("text"), "Content-Type: text/plain; charset=utf-8\r\n\r\nZo\u00eb,\r\n. dots\r\n");
        String signed = run("openssl", "cms", "-sign", "-in", text.toString(), "-signer", certificate.toString(), "-inkey", key.toString(),
                "-from", "no-reply@contoso.com", "-to", "ann@example.com", "-subject", "Signed");
        int before = smtp.mails().size();
        Files.move(Files.writeString(folder.resolve("part"), signed, ISO_8859_1), folder.resolve("eml/signed.eml"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(LONG).until(() -> smtp.mails().size() == before + 1);
        Path received = Files.write(folder.resolve("received"), smtp.mails().get(before));
        assertTrue(run("openssl", "cms", "-verify", "-in", received.toString(), "-CAfile", certificate.toString(), "-purpose", "any")
                .contains(". dots"));
    }

    private Path written(String request) throws Exception {
        List<Path> before = writing.files("data/pickup", ".eml").toList();
        assertEquals(202, writer.post(request).statusCode(), request);
        await().atMost(LONG).until(() -> writing.files("data/pickup", ".eml").count() > before.size());
        return writing.files("data/pickup", ".eml").filter(file -> !before.contains(file)).findFirst().orElseThrow();
    }

    private JsonNode python(Path file) throws Exception {
        Path script = Files.writeString(folder.resolve("read.py"), PYTHON);
        return new ObjectMapper().readTree(run("python3", script.toString(), file.toString()));
    }

    private static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            return Absent.skip("no " + command[0] + ": .ci/externals installs it");
        }
        String out = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0, List.of(command) + "\n" + err);
        return out;
    }
}
