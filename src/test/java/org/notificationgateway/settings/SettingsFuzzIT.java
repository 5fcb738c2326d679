// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;

/**
 * Settings are edited by hand, at night and on the wrong machine: whatever a file holds, it either loads or is refused
 * with words that help, and its password stays in it.
 */
class SettingsFuzzIT {
    private static final long SEED = 20261121;
    private static final int ROUNDS = Effort.of(1500, 6_000);
    private static final String CANARY = "KANARIE";
    private static final String PASSWORD = CANARY + "-" + CANARY; // a flipped byte leaves one of them
    private static final Pattern KEPT_SECRET = Pattern.compile(
            "\"([^\"]*)\"\\s*:\\s*[\\[\\s]*\"[^\"]*" + CANARY + "[^\"]*\"");
    /** Keys whose values are no secret. */
    private static final Set<String> SHOWN = Arrays.stream(MailKey.values()).filter(key -> key != MailKey.PASSWORD)
            .map(key -> key.word().toLowerCase()).collect(Collectors.toSet());
    private static final String GOOD = """
            \uFEFF{ // the product's
              "License": "…", "Notes": [1, [2.5e3, null], {"Host": "other"}],
              "MailSettings": {
                "FromAddress": "Contoso <no-reply@contoso.com>", "Enabled": true, "PickupDirectory": "data/pickup",
                "Host": "smtp.contoso.com", "Port": "587", "SecureSocketOption": "StartTls",
                "UserName": "mailer", "Password": "%1$s",
                "AllowedDomains": "contoso.com;example.com", "CatchAllAddress": "test@contoso.com",
                "CatchAllCCAddress": "test2@example.com", "MaxRecipients": 20, "Comment": "mail team",
              },
              "PasswordResetSettings": {
                "TokenBuildingSettings": {"ValidFor": "03:00:00"}, "NotificationSettings": {"Cultures": ["fr", "en"]},
                "MailSettings": {"FromAddress": "a@contoso.com", "Host": "::1", "Username": "m", "Password": "%1$s"}
              }
            }
            """.formatted(PASSWORD);
    private static final List<String> VALUES = List.of(
            "null", "true", "\"False\"", "-1", "0", "465", "1e999", "-0.0", "9".repeat(90), "9".repeat(5_000), "\"\"",
            "\" \"", "\"x\"", "\"a\\u0000b\"", "\"a\\r\\nb\"", "\"\\ud800\"", "\"{{x}}\"", "\"file:\"",
            "\"file:///%zz\"", "\"file://host/x\"", "\"//\"", "\"\\\\\\\\\"", "\"C:\"", "\"~\"", "\"[::\"", "\"1.2.3.4.5\"", "\";;@;\"",
            "\"@\"", "\"<>\"", "\"a@b@c\"", "\"" + "y".repeat(20_000) + "\"", "[]", "{}", "[1]", "{\"a\": {\"\": 1}}",
            "\"config\"", "\"config/appsettings.json\"", "\"99.99:99:99\"", "\"Auto\"", "\"a@contoso.com\"");

    private static final List<String> ODD_KEYS = List.of(", \"Ho\\nst\": 1", ", \"\": 1", ", \"\": 1, \"\": 1",
            "}, \"\": 1, \"\": {\"a\": 1", "}, \" \": 1, \" \": 2, \"a\": {",
            ", \"hOST\": \"relay\"", ", \"Passwort\": \"x\"");

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private int loaded;
    private int refused;
    private int moved;

    @Test
    void aDamagedFileLoadsOrIsRefusedInWordsThatHelpAndHoldNoPassword() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            WrittenHome home = new WrittenHome(folder);
            byte[] bytes = round % 3 == 0 ? wrongTypes().getBytes(UTF_8) : mutated(GOOD.getBytes(UTF_8));
            String name = round % 7 == 0 ? "appsettings.agent.json" : "appsettings.json";
            if (round % 7 == 0) {
                home.with("appsettings.json", GOOD);
            }
            Files.write(home.file(name), bytes);
            String words;
            try {
                words = words(home);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round + " of " + name + ":\n" + new String(bytes, UTF_8), e);
            }
            if (round % 7 == 0) {
                Files.delete(home.file(name));
            }
            boolean secret = !KEPT_SECRET.matcher(new String(bytes, ISO_8859_1))
                    .replaceAll(found -> SHOWN.contains(found.group(1).toLowerCase()) ? CANARY : "").contains(CANARY);
            moved += secret ? 0 : 1;
            assertFalse(secret && words.contains(CANARY), "round " + round + " tells the password: " + words);
        }
        System.out.printf("settings fuzz: %d files, %d loaded, %d refused, in %d the password stood elsewhere%n",
                ROUNDS, loaded, refused, moved);
        assertTrue(loaded > ROUNDS / 10 && refused > ROUNDS / 10 && moved < ROUNDS / 10, "every outcome is met often");
    }

    /** Everything a person gets to read. */
    private String words(WrittenHome home) throws Exception {
        try {
            List<Explanation> all = home.load().all().stream().map(s -> new Explanation(s, List.of())).toList();
            loaded++;
            all.stream().flatMap(explanation -> explanation.settings().warnings().stream())
                    .forEach(warning -> assertEquals(1, warning.lines().count(), warning));
            return all + Explanation.json(all) + all.stream().map(Explanation::text).collect(Collectors.joining());
        } catch (InvalidSettingsException e) {
            refused++;
            assertFalse(e.faults().isEmpty());
            for (Fault fault : e.faults()) {
                Stream.of(fault.thing(), fault.seen(), fault.expected(), fault.where())
                        .forEach(part -> assertFalse(part.isBlank(), fault.toString()));
                assertEquals(1, fault.toString().lines().count(), fault.toString());
            }
            return e + e.getMessage() + e.faults();
        }
    }

    private String wrongTypes() {
        String way = random.nextBoolean() ? "\"Host\": \"h\"" : "\"PickupDirectory\": \"p\"";
        StringBuilder section = new StringBuilder(
                "\"MailSettings\": {\"FromAddress\": \"a@contoso.com\", \"UserName\": \"u\", " + way);
        for (MailKey key : MailKey.values()) {
            if (key == MailKey.PASSWORD && random.nextInt(4) > 0) {
                String password = '"' + PASSWORD + '"';
                section.append(", \"Password\": ").append(random.nextInt(5) > 0 ? password : "[" + password + "]");
            } else if (random.nextInt(8) == 0 && section.indexOf(key.word()) < 0) {
                section.append(", \"").append(key.word()).append("\": ").append(value());
            }
        }
        String odd = random.nextInt(4) > 0 ? "" : ODD_KEYS.get(random.nextInt(ODD_KEYS.size()));
        String json = "{" + section + odd + "}}";
        MailKey key = MailKey.values()[random.nextInt(MailKey.values().length)];
        return key == MailKey.PASSWORD || random.nextInt(3) == 0 ? json : GOOD.substring(1).replaceAll(
                "\"" + key.word() + "\": (\"[^\"]*\"|[a-z0-9]+)",
                Matcher.quoteReplacement("\"" + key.word() + "\": " + value()));
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    private byte[] mutated(byte[] good) {
        byte[] bytes = good;
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 8; i--) {
            int from = random.nextInt(bytes.length);
            int to = from + random.nextInt(Math.min(60, bytes.length - from) + 1);
            byte[] head = Arrays.copyOf(bytes, from);
            byte[] slice = Arrays.copyOfRange(bytes, from, to);
            byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
            byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
            int depth = 1 + random.nextInt(random.nextBoolean() ? 80 : 20_000);
            bytes = switch (random.nextInt(11)) {
                case 0, 1 -> join(head, new byte[] {(byte) (bytes[from] ^ 1 << random.nextInt(8))}, rest, 1);
                case 2 -> head;
                case 3 -> join(head, slice, rest, 0);
                case 4, 5 -> join(head, new byte[0], tail, 0);
                case 6 -> join(tail, slice, head, 0);
                case 7 -> join(head, bytes("[".repeat(depth) + "]".repeat(random.nextInt(2) * depth)), rest, 0);
                case 8 -> join(head, bytes("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)), rest, 0);
                case 9 -> join(head, new byte[] {(byte) (random.nextInt(2) * (0x80 + random.nextInt(128)))}, rest, 0);
                default -> join(head, bytes("7".repeat(depth)), rest, 0);
            };
        }
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] join(byte[] head, byte[] middle, byte[] tail, int skipped) {
        byte[] all = Arrays.copyOf(head, head.length + middle.length + Math.max(0, tail.length - skipped));
        System.arraycopy(middle, 0, all, head.length, middle.length);
        System.arraycopy(tail, skipped, all, head.length + middle.length, Math.max(0, tail.length - skipped));
        return all;
    }
}
