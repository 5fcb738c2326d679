// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.notificationgateway.support.TestHome;

/** All bad inputs: those of {@code bad-input/cases.txt}, and here those that are large, binary or made by a rule. */
public final class BadInputs {
    private static final Path TABLE = TestHome.PROJECT.resolve("src/test/resources/bad-input/cases.txt");
    private static final JsonMapper JSON = new JsonMapper();
    /** Sent once before all others. */
    public static final String FIRST = """
            {"id": "B92.first", "to": "ann@example.com", "subject": "Your access review", "text": "Hello"}""";
    private static final int LARGEST = 26_214_400;

    private final List<BadInput> all = new ArrayList<>();
    private final Map<String, Integer> numbers = new TreeMap<>();

    private BadInputs() {}

    public static List<BadInput> all() {
        BadInputs inputs = new BadInputs();
        inputs.table();
        inputs.documents();
        inputs.sizes();
        inputs.bodies();
        inputs.counts();
        inputs.lengths();
        inputs.encodings();
        TypeFaults.each((field, expected) -> inputs.member("B15", field, expected));
        return inputs.all;
    }

    private void table() {
        try {
            for (String line : Files.readAllLines(TABLE)) {
                if (line.startsWith("B")) {
                    String[] cells = line.split(" \\| ");
                    if (cells.length != 4) {
                        throw new IllegalArgumentException(TABLE + " has a line without four cells: " + line);
                    }
                    member(cells[0], cells[1] + " | " + cells[2], cells[3]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with one member set: {@code field | value} as in the table. */
    private void member(String number, String fieldAndValue, String expected) {
        int bar = fieldAndValue.indexOf(" | ");
        String field = fieldAndValue.substring(0, bar);
        String value = fieldAndValue.substring(bar + 3);
        String body = field.equals("*") ? value : with(field, value);
        add(number, fieldAndValue, () -> body.getBytes(UTF_8), expected);
    }

    private static String with(String field, String value) {
        try {
            ObjectNode good = (ObjectNode) JSON.readTree(BadInput.GOOD);
            good.remove(field);
            String rest = good.toString();
            return value.equals("-")
                    ? rest
                    : rest.substring(0, rest.length() - 1) + ",\"" + field + "\":" + value + "}";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void documents() {
        add("B01", "nothing", () -> new byte[0], "400 EMPTY");
        text("B02", "spaces", "   ", "400 EMPTY");
        text("B02", "line breaks and tabs", "\r\n\t \n", "400 EMPTY");
        text("B02", "a byte-order mark alone", "\uFEFF", "400 EMPTY");
        String whole = """
                {"to":["a@example.com",{"address":"b@example.com"}],"subject":"s\\u0041","text":"t","sensitive":true,\
                "tags":["x"],"headers":{"X-A":"1"},"attachments":[{"name":"n","content":"QQ=="}],"html":null,"x":-1.5e3}""";
        for (int end = 1; end < whole.length(); end++) {
            text("B05", "cut after " + end + " bytes", whole.substring(0, end), "400 MALFORMED");
        }
        byte[] accent = "{\"subject\":\"é".getBytes(UTF_8);
        add("B05", "cut inside a letter", () -> Arrays.copyOf(accent, accent.length - 1), "400 INVALID_ENCODING");
        text("B92", "another text under an id that was used", FIRST.replace("Hello", "Good-bye"), "409 CONFLICT /id");
        text("B92", "another recipient under an id that was used", FIRST.replace("ann@", "eve@"), "409 CONFLICT /id");
    }

    private void sizes() {
        text("B18", "a number of 100 digits", with("subject", "9".repeat(100)), "422 WRONG_TYPE /subject");
        text("B18", "a number of 1,000 digits", with("subject", "9".repeat(1_000)), "413 TOO_LARGE");
        text("B18", "a number of 1,001 digits", with("subject", "9".repeat(1_001)), "413 TOO_LARGE");
        text("B25", "32 levels", "[".repeat(32) + "]".repeat(32), "422 NOT_OBJECT /0");
        for (int depth : new int[] {33, 1_001, 100_000}) {
            text("B25", depth + " levels", "[".repeat(depth) + "]".repeat(depth), "400 TOO_DEEP");
            text("B25", depth + " levels, never closed", "[".repeat(depth), "400 TOO_DEEP");
            text("B25", depth + " levels of objects", "{\"a\":".repeat(depth), "400 TOO_DEEP");
        }
        text("B25", "33 levels in a field", with("model", "[".repeat(32) + "]".repeat(32)), "400 TOO_DEEP");
        large("B26", "1,000,000 keys", () -> IntStream.range(0, 1_000_000)
                .mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(",", "{", "}")), "413 TOO_LARGE");
        large("B26", "1,000,000 recipients", () -> with("to", "[" + "1,".repeat(999_999) + "1]"), "413 TOO_LARGE");
        large("B26", "1,000,000 requests", () -> "[" + "1,".repeat(999_999) + "1]", "413 TOO_LARGE");
        text("B26", "501 requests", "[" + "{},".repeat(500) + "{}]", "422 TOO_MANY");
        text("B27", "a key of 60,000 characters", with("k".repeat(60_000), "1"), "413 TOO_LARGE");
        large("B28", "a subject of 20,000,001 characters",
                () -> with("subject", '"' + "x".repeat(20_000_001) + '"'), "422 TOO_LONG /subject");
        large("B28", "an id of 20,000,001 characters",
                () -> with("id", '"' + "x".repeat(20_000_001) + '"'), "422 TOO_LONG /id");
        add("B39", "an attachment that makes the request one byte too large", () -> {
            String frame = with("attachments", "[{\"name\":\"a\",\"content\":\"\"}]").replace("${id}", "B39");
            String filled = frame.replace("\"content\":\"", "\"content\":\"" + "A".repeat(LARGEST + 1 - frame.length()));
            return filled.getBytes(UTF_8);
        }, "413 TOO_LARGE", EnumSet.of(Door.FILE, Door.JMS)); // the HTTP server refuses it before it is read
        // "Aa" and "BB" have one hash code, and so has every word made of them.
        List<String> colliding = IntStream.range(0, 1 << 14)
                .mapToObj(i -> IntStream.range(0, 14)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB").collect(Collectors.joining()))
                .toList();
        String faults = colliding.stream().limit(100).map(key -> "UNKNOWN_FIELD /" + key + ", ").collect(Collectors.joining());
        text("B30", "16,384 keys of one hash code",
                colliding.stream().map(key -> ",\"" + key + "\":1").collect(Collectors.joining("",
                        "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"", "}")),
                "422 " + faults + "TOO_MANY");
    }

    private void bodies() {
        large("B33", "html of 5 MB with 100,000 tags",
                () -> with("html", '"' + "<p>Zoë says: hello, world, once more, 42</p>\\n<br>".repeat(100_000) + '"'), "ok");
        text("B35", "a line of 100,000 characters", with("text", '"' + "x".repeat(100_000) + '"'), "ok");
        text("B35", "a line of 100,000 dots", with("html", '"' + ".".repeat(100_000) + '"'), "ok");
        text("B35", "a line of 100,000 emoji", with("text", '"' + "😀".repeat(100_000) + '"'), "ok");
    }

    private void counts() {
        text("B39", "21 attachments", with("attachments", repeated("{\"name\":\"a\",\"content\":\"\"}", 21)),
                "422 TOO_MANY /attachments");
        text("B39", "20 attachments", with("attachments", repeated("{\"name\":\"a\",\"content\":\"\"}", 20)), "ok");
        text("B47", "51 headers", with("headers", headers(51)), "422 TOO_MANY /headers");
        text("B47", "50 headers", with("headers", headers(50)), "ok");
        text("B47", "a header of 901 characters", with("headers", "{\"X-A\":\"" + "x".repeat(901) + "\"}"),
                "422 TOO_LONG /headers/X-A");
        text("B49", "101 recipients", with("to", recipients("t", 101)), "422 TOO_MANY_RECIPIENTS /to");
        text("B49", "101 hidden recipients", with("bcc", recipients("b", 101)), "422 TOO_MANY_RECIPIENTS /bcc");
        text("B49", "101 recipients in three fields",
                BadInput.GOOD.replace("\"ann@example.com\"", recipients("t", 34) + ",\"cc\":" + recipients("c", 34)
                        + ",\"bcc\":" + recipients("b", 33)), "422 TOO_MANY_RECIPIENTS /to");
        text("B50", "10,000 recipients", with("to", recipients("t", 10_000)), "422 TOO_MANY_RECIPIENTS /to");
        text("B50", "10,000 recipients, none an address", with("to", repeated("5", 10_000)),
                "422 TOO_MANY_RECIPIENTS /to");
        text("B51", "100 recipients", with("to", recipients("t", 100)), "ok");
        text("B51", "100 recipients in three fields",
                BadInput.GOOD.replace("\"ann@example.com\"", recipients("t", 34) + ",\"cc\":" + recipients("c", 33)
                        + ",\"bcc\":" + recipients("b", 33)), "ok");
        text("B52", "100 times the same recipient", with("to", repeated("\"ann@example.com\"", 100)), "ok");
    }

    private void lengths() {
        String attachment = "[{\"name\":\"%s\",\"content\":\"\"}]";
        text("B40", "an attachment name of 300 characters", with("attachments", attachment.formatted("x".repeat(300))),
                "422 TOO_LONG /attachments/0/name");
        text("B40", "an attachment name of 255 characters", with("attachments", attachment.formatted("ä".repeat(255))), "ok");
        text("B57", "a part of 10 kB before the @", with("to", '"' + "a".repeat(10_000) + "@example.com\""),
                "422 INVALID_ADDRESS /to");
        text("B57", "a domain of 10 kB", with("to", "\"a@" + "a.".repeat(5_000) + "example\""), "422 INVALID_ADDRESS /to");
        text("B57", "an address member of 10 kB",
                with("to", "[{\"address\":\"" + "a".repeat(10_000) + "@example.com\"}]"), "422 TOO_LONG /to/0/address");
        text("B59", "a display name of 1 kB", with("to", "[{\"name\":\"" + "x".repeat(1_024) + "\",\"address\":\"a@example.com\"}]"),
                "422 TOO_LONG /to/0/name");
        text("B59", "a display name of 256 characters before <", with("to", '"' + "x".repeat(256) + " <a@example.com>\""),
                "422 TOO_LONG /to");
        text("B59", "a display name of 255 characters",
                with("to", "[{\"name\":\"" + "ü".repeat(255) + "\",\"address\":\"a@example.com\"}]"), "ok");
        text("B62", "a subject of 998 characters", with("subject", '"' + "x".repeat(998) + '"'), "ok");
        text("B62", "a subject of 998 characters in words", with("subject", '"' + "word ".repeat(199) + "end\""), "ok");
        text("B62", "a subject of 1,000 characters", with("subject", '"' + "x".repeat(1_000) + '"'), "422 TOO_LONG /subject");
        text("B62", "a subject of 100,000 characters", with("subject", '"' + "x".repeat(100_000) + '"'),
                "422 TOO_LONG /subject");
        text("B91", "an id of 1 kB", with("id", '"' + "x".repeat(1_024) + '"'), "422 INVALID_ID /id");
        text("B91", "an id of 129 characters", with("id", '"' + "x".repeat(129) + '"'), "422 INVALID_ID /id");
        text("B91", "an id of 128 characters", with("id", '"' + "x".repeat(127) + "${door}\""), "ok");
    }

    private void encodings() {
        String wrong = "400 INVALID_ENCODING";
        Map<String, String> bytes = new TreeMap<>(Map.of(
                "C0AF", "B68", "E080AF", "B68", "F08080AF", "B68", "EDA080", "B69", "EDA080EDB080", "B69", "E9", "B70",
                "80", "B70", "F4908080", "B68", "FF", "B70"));
        bytes.forEach((hex, number) -> add(number, "the bytes " + hex,
                () -> bytes("{\"to\":\"a@example.com\",\"text\":\"t\",\"subject\":\"", hex, "\"}"), wrong));
        add("B70", "Latin-1", () -> "{\"to\":\"a@example.com\",\"text\":\"t\",\"subject\":\"Prüfung\"}".getBytes(ISO_8859_1), wrong);
        text("B71", "one byte-order mark", "\uFEFF" + BadInput.GOOD, "ok");
        text("B71", "two byte-order marks", "\uFEFF\uFEFF" + BadInput.GOOD, "400 MALFORMED");
        for (Charset charset : List.of(
                UTF_16LE, UTF_16BE, Charset.forName("UTF-32LE"), Charset.forName("UTF-32BE"))) {
            add("B72", charset + " without mark", () -> BadInput.GOOD.getBytes(charset), wrong);
            add("B72", charset + " with mark", () -> ("\uFEFF" + BadInput.GOOD).getBytes(charset), wrong);
        }
    }

    private static byte[] bytes(String before, String hex, String after) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(UTF_8));
        out.writeBytes(HexFormat.of().parseHex(hex));
        out.writeBytes(after.getBytes(UTF_8));
        return out.toByteArray();
    }

    private static String repeated(String value, int times) {
        return "[" + (value + ",").repeat(times - 1) + value + "]";
    }

    private static String recipients(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> '"' + prefix + i + "@example.com\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static String headers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"X-" + i + "\":\"v\"").collect(Collectors.joining(",", "{", "}"));
    }

    private void text(String number, String what, String body, String expected) {
        add(number, what, () -> body.getBytes(UTF_8), expected);
    }

    private void large(String number, String what, Supplier<String> body, String expected) {
        add(number, what, () -> body.get().getBytes(UTF_8), expected);
    }

    private void add(String number, String what, Supplier<byte[]> body, String expected) {
        add(number, what, body, expected, EnumSet.allOf(Door.class));
    }

    private void add(String number, String what, Supplier<byte[]> body, String expected, Set<Door> doors) {
        int running = numbers.merge(number, 1, Integer::sum);
        String shown = what.length() > 160 ? what.substring(0, 160) + "…" : what;
        all.add(new BadInput(number + "." + running, shown, body, doors, Expected.of(expected)));
    }
}
