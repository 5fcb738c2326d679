// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.mail.Attachment;

/** A file travels inside the request or not at all: nothing here is a path to read or an address to fetch. */
class AttachmentFieldsTest {
    @Nested
    class AnAttachment {
        @Test
        void carriesEveryByte() throws Exception {
            byte[] bytes = new byte[256];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
            String content = Base64.getEncoder().encodeToString(bytes);
            Attachment read = one("{\"name\": \"a.bin\", \"content\": \"" + content + "\"}");
            assertArrayEquals(bytes, read.content());
            assertEquals("application/octet-stream", read.contentType());
        }

        @Test
        void mayBeEmptyAndShareItsName() throws Exception { // B38, B41
            String empty = "{\"name\": \"a.txt\", \"content\": \"\"}";
            assertEquals(2, all(empty + "," + empty).size());
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', value = {
            "{} | MISSING_FIELD name, MISSING_FIELD content",
            "{\"name\": \"a\"} | MISSING_FIELD content",
            "{\"content\": \"\"} | MISSING_FIELD name",
            "{\"name\": \"a\", \"content\": null} | WRONG_TYPE content",
            "{\"name\": \"a\", \"content\": \"\", \"path\": \"/etc/passwd\"} | UNKNOWN_FIELD path",
            "{\"name\": \"a\", \"content\": \"\", \"url\": \"http://169.254.169.254/\"} | UNKNOWN_FIELD url",
            "{\"name\": \"\", \"content\": \"\"} | INVALID_VALUE name"
        })
        void isRefusedWithEveryFaultNamed(String json, String faults) { // S10
            String expected = faults.replaceAll(" (?=name|con|path|url)", " /attachments/0/");
            assertEquals(expected, String.join(", ", faults(json)));
        }

        @Test
        void isOneOfTwentyAtMost() throws Exception {
            String one = "{\"name\": \"a\", \"content\": \"\"}";
            assertEquals(20, all(one + ("," + one).repeat(19)).size());
            assertEquals(List.of("TOO_MANY /attachments"), faults(one + ("," + one).repeat(20)));
        }
    }

    @Nested
    class Content {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "?", "aGk", "aGk=\\n", " aGk=", "aG k=", "aGk==", "a", "=", "aGk_", "aGk-",
            "data:text/plain;base64,aGk=", "file:///etc/passwd"
        })
        void thatIsNotBase64IsRefused(String content) { // B37
            assertEquals(List.of("INVALID_BASE64 /attachments/0/content"),
                    faults("{\"name\": \"a\", \"content\": \"" + content + "\"}"));
        }
    }

    @Nested
    class AName {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"a/b", "/etc/passwd", "..\\\\x", "C:\\\\x"})
        void thatIsAPathIsRefused(String name) { // B40
            assertEquals(List.of("INVALID_VALUE /attachments/0/name"),
                    faults("{\"name\": \"" + name + "\", \"content\": \"\"}"));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "a b.txt", "say \\\"hi\\\".txt", "a;b.txt", "報告書.pdf", "🎉.png", "-rf", "x.pdf.exe", "console.log", "comic.cbr", "a..b"
        })
        void ofAnyOtherTextIsKept(String name) throws Exception {
            assertEquals(name.replace("\\", ""), one("{\"name\": \"" + name + "\", \"content\": \"\"}").name());
        }

        @ParameterizedTest(name = "D7b: {0} becomes {1}")
        @CsvSource({
            "..,_", "...,_", ".,_", ".htaccess,_htaccess", "..a.txt,__a.txt", "con,_con", "CON,_CON", "Nul.txt,_Nul.txt",
            "aux.tar.gz,_aux.tar.gz", "com1,_com1", "LPT9.pdf,_LPT9.pdf", "com\u00B9.txt,_com\u00B9.txt", "'con .txt','_con .txt'",
            "conin$,_conin$", "prn.,_prn", "'nul ',_nul", "'a.txt. .',a.txt", "' a.txt ',a.txt", "'. .htaccess','_ .htaccess'",
            "a.txt::$DATA,a.txt__$DATA", "a.txt:b.exe,a.txt_b.exe", "'\u00A0.x',_x"})
        void thatDoesHarmWhereItIsSavedIsChanged(String name, String harmless) throws Exception {
            assertEquals(harmless, one("{\"name\": \"" + name + "\", \"content\": \"\"}").name());
        }

        @Test
        void hasAtMost255Characters() throws Exception {
            assertEquals(255, one("{\"name\": \"" + "n".repeat(255) + "\", \"content\": \"\"}").name().length());
            assertEquals(List.of("TOO_LONG /attachments/0/name"),
                    faults("{\"name\": \"" + "n".repeat(256) + "\", \"content\": \"\"}"));
        }
    }

    @Nested
    class AContentType {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "application/pdf", "text/plain; charset=utf-8", "image/svg+xml", "application/vnd.ms-excel",
            "x-world/x-3dmf"
        })
        void isKept(String type) throws Exception {
            assertEquals(type,
                    one("{\"name\": \"a\", \"content\": \"\", \"contentType\": \"" + type + "\"}").contentType());
        }

        @ParameterizedTest(name = "E5: {0} is {1}")
        @CsvSource(delimiter = '|', value = {
            "text/calendar; method=REQUEST | text/calendar; method=REQUEST",
            "text/csv; charset=\\\"utf-8\\\" | text/csv; charset=utf-8", "text/csv;charset=utf8 | text/csv; charset=utf8",
            "Text/CSV ; Charset = UTF-8 ; header=present | Text/CSV; charset=UTF-8; header=present",
            "text/plain; | text/plain", "text/plain; format=flowed; delsp=yes | text/plain; format=flowed; delsp=yes",
            "text/x; a=\\\"b c;d\\\\\\\"\\\" | text/x; a=\"b c;d\\\"\"", "text/x; a=\\\"\\\" | text/x; a=\"\"",
            "application/pdf; name=\\\"../x.exe\\\" | application/pdf", "application/pdf; NAME*=UTF-8''x.exe | application/pdf",
            "application/pdf; name*0=x; boundary=y | application/pdf"})
        void mayHaveParametersHoweverTheyAreWritten(String type, String written) throws Exception {
            assertEquals(written,
                    one("{\"name\": \"a\", \"content\": \"\", \"contentType\": \"" + type + "\"}").contentType());
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {
            "text", "text/", "/plain", "multipart/mixed", "Multipart/Mixed", "multipart/mixed; boundary=x",
            "message/rfc822", "MESSAGE/partial", "*/*", "text /html", "", "text/html; x", "text/html; x=", "text/html; =1",
            "text/html; x=\\\"1", "text/html x=1", "text/html; x=1 2", "text/html; charset=a; CHARSET=b", "text/html; é=1"
        })
        void thatIsNoneOfAFileIsRefused(String type) { // B42
            assertEquals(List.of("INVALID_VALUE /attachments/0/contentType"),
                    faults("{\"name\": \"a\", \"content\": \"\", \"contentType\": \"" + type + "\"}"));
        }
    }

    @Nested
    class AContentId {
        private static final String INLINE = "{\"name\": \"a\", \"content\": \"\", \"contentId\": \"%s\"}";

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {"<logo@x>", "lo go", "a/b", "", "é", "a\\\"b"})
        void withOtherCharactersIsRefused(String id) { // B44
            assertEquals(List.of("INVALID_VALUE /attachments/0/contentId"), faults(INLINE.formatted(id)));
        }

        @Test
        void standsOnce() {
            String twice = INLINE.formatted("logo") + "," + INLINE.formatted("logo");
            assertEquals(List.of("INVALID_VALUE /attachments/1/contentId"), faults(twice));
        }

        @Test
        void needsHtmlToShowIt() {
            assertEquals(List.of("INVALID_VALUE /attachments"),
                    Requests.faults(Requests.with("attachments", "[" + INLINE.formatted("logo") + "]")));
        }
    }

    private static String withHtml(String attachments) {
        return "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"html\": \"h\", \"attachments\": [%s]}"
                .formatted(attachments);
    }

    private static List<Attachment> all(String attachments) throws InvalidRequestException {
        return Requests.content(Requests.read(withHtml(attachments))).attachments();
    }

    private static Attachment one(String attachment) throws InvalidRequestException {
        return all(attachment).get(0);
    }

    private static List<String> faults(String attachments) {
        return Requests.faults(withHtml(attachments));
    }
}
