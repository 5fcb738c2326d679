// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.activemq.artemis.api.core.Message.BYTES_TYPE;
import static org.apache.activemq.artemis.api.core.Message.TEXT_TYPE;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.intake.InvalidRequestException;

/**
 * Takes the JSON out of a JMS message. Opens text and bytes and nothing else: an ObjectMessage could run code.
 * Counts on {@link UnopenedRequests} where the client is Artemis'. Keeps no state.
 */
public final class JmsRequest {
    private static final int TEXT_FRAME = 5; // before the UTF-16 of a text: whether there is one, and its length

    private static final byte OTHER_TYPE = Byte.MAX_VALUE;

    private final int largest;

    /** @param largest bytes of a request */
    public JmsRequest(int largest) {
        this.largest = largest;
    }

    /** Id for a request that names none: the same whenever the broker hands the message out. */
    public String id(Message message) throws JMSException {
        String id = message.getJMSMessageID(); // a client may leave it out
        return id == null && message instanceof ActiveMQMessage ours
                ? "BROKER:" + ours.getCoreMessage().getMessageID() + "-" + message.getJMSTimestamp()
                : id;
    }

    /** What is kept of a body if it is refused: its text as UTF-8, or whatever it is. */
    public byte[] kept(JmsBody body) {
        try {
            return json(body);
        } catch (InvalidRequestException e) {
            return body.bytes();
        }
    }

    /** The body as it came, also one that cannot be a request; not what is too large, which is never loaded nor kept. */
    public JmsBody body(Message message) throws JMSException, InvalidRequestException {
        return message.propertyExists(UnopenedRequests.KIND) && message instanceof BytesMessage unopened
                ? unopened(unopened)
                : opened(message);
    }

    /** Of another broker's client, which has loaded it already; what is neither text nor bytes stays as it is. */
    private JmsBody opened(Message message) throws JMSException, InvalidRequestException {
        if (message instanceof TextMessage text) {
            return new JmsBody(BYTES_TYPE, utf8(text.getText() == null ? "" : text.getText()));
        }
        if (!(message instanceof BytesMessage bytes)) {
            return new JmsBody(OTHER_TYPE, new byte[0]);
        }
        refuseLarge(bytes.getBodyLength());
        byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
        bytes.readBytes(body);
        return new JmsBody(BYTES_TYPE, body);
    }

    private byte[] utf8(String text) throws InvalidRequestException {
        refuseLarge(text.length());
        try {
            ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] utf8 = new byte[bytes.remaining()];
            bytes.get(utf8);
            return utf8;
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException(
                    FaultCode.INVALID_UNICODE, "the text holds half of a surrogate pair: expected valid Unicode");
        }
    }

    private void refuseLarge(long size) throws InvalidRequestException {
        if (size > largest) {
            throw new InvalidRequestException(FaultCode.TOO_LARGE, "the request has " + size
                    + " bytes: expected at most " + largest);
        }
    }

    private JmsBody unopened(BytesMessage message) throws JMSException, InvalidRequestException {
        byte kind = message.getByteProperty(UnopenedRequests.KIND);
        long length = message.getBodyLength();
        long size = kind == TEXT_TYPE ? (length - TEXT_FRAME) / 2 : length;
        refuseLarge(size);
        byte[] bytes = new byte[Math.toIntExact(length)];
        message.readBytes(bytes);
        return new JmsBody(kind, bytes, message.propertyExists(UnopenedRequests.ANNOUNCED)
                ? message.getLongProperty(UnopenedRequests.ANNOUNCED)
                : length);
    }

    /** The request as bytes of UTF-8, if the body can be one. */
    public byte[] json(JmsBody body) throws InvalidRequestException {
        if (body.bytes().length < body.announced()) {
            throw new InvalidRequestException(FaultCode.MALFORMED, "the broker has " + body.bytes().length
                    + " bytes of the JMS message: expected " + body.announced() + ", as its sender announced");
        }
        return switch (body.kind()) {
            case BYTES_TYPE -> body.bytes();
            case TEXT_TYPE -> utf8(body.bytes());
            case UnopenedRequests.COMPRESSED -> throw new InvalidRequestException(
                    FaultCode.UNSUPPORTED_TYPE,
                    "the JMS message is compressed: expected one from a client that does not compress");
            default -> throw new InvalidRequestException(
                    FaultCode.UNSUPPORTED_TYPE,
                    "the JMS message is neither text nor bytes: expected a TextMessage or a BytesMessage with JSON");
        };
    }

    /** A byte that says whether there is a text, its length, and its UTF-16, as Artemis writes it. */
    private static byte[] utf8(byte[] text) throws InvalidRequestException {
        ByteBuffer body = ByteBuffer.wrap(text);
        if (!body.hasRemaining() || body.get() == 0) {
            return new byte[0];
        }
        if (body.remaining() < Integer.BYTES || body.getInt() != body.remaining()) {
            throw new InvalidRequestException(
                    FaultCode.INVALID_ENCODING, "the JMS message is no text: expected what a JMS client writes");
        }
        try {
            return UTF_16LE.newDecoder().decode(body).toString().getBytes(UTF_8);
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException(
                    FaultCode.INVALID_UNICODE, "the text holds half of a surrogate pair: expected valid Unicode");
        }
    }
}
