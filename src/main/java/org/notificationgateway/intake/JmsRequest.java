// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;

/**
 * Takes the JSON out of a JMS message. Opens text and bytes and nothing else: an ObjectMessage could run code.
 * Keeps no state.
 */
public final class JmsRequest {
    private final Limits limits;

    public JmsRequest(Limits limits) {
        this.limits = limits;
    }

    /** The request as bytes. */
    public byte[] bytes(Message message) throws JMSException, InvalidRequestException {
        if (message instanceof TextMessage text) {
            String json = text.getText();
            if (json != null && json.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
                throw new InvalidRequestException( // getBytes would make a question mark of it
                        FaultCode.INVALID_UNICODE, "the text holds half of a surrogate pair: expected valid Unicode");
            }
            return json == null ? new byte[0] : json.getBytes(UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            RequestParser.checkSize(bytes.getBodyLength(), limits.requestSize());
            byte[] json = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(json);
            return json;
        }
        throw new InvalidRequestException(
                FaultCode.UNSUPPORTED_TYPE,
                "the JMS message is neither text nor bytes: expected a TextMessage or a BytesMessage with JSON");
    }
}
