// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Random;

/** Writes the HTTP request that every side gets; without an id, so that each is a mail of its own. */
final class MailRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LINE = "The quick brown fox jumps over the lazy dog, and nobody minds at all.\n";

    private MailRequest() {}

    static byte[] post(int textBytes, int attachmentBytes) throws IOException {
        ObjectNode mail = JSON.createObjectNode()
                .put("to", "operations@contoso.com")
                .put("subject", "Benchmark")
                .put("text", text(textBytes));
        if (attachmentBytes > 0) {
            byte[] content = new byte[attachmentBytes];
            new Random(1).nextBytes(content);
            mail.putArray("attachments").addObject()
                    .put("name", "report.bin")
                    .put("content", Base64.getEncoder().encodeToString(content));
        }
        byte[] body = JSON.writeValueAsBytes(mail);
        byte[] head = ("POST /notifications HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    static String text(int bytes) {
        return LINE.repeat(bytes / LINE.length() + 1).substring(0, bytes);
    }
}
