// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** An address is found however it is written, and is not taken for a part of another one. */
class ErasedAddressTest {
    private static final ErasedAddress ANN = ErasedAddress.of("Ann <ann.b@B\u00fccher.example>");

    @Test
    void isComparedInAsciiAndInAnyCase() {
        assertEquals("ann.b@xn--bcher-kva.example", ANN.address());
        assertTrue(ANN.is("Ann.B@xn--bcher-kva.example"));
        assertFalse(ANN.is("nan.b@xn--bcher-kva.example"));
        assertThrows(IllegalArgumentException.class, () -> ErasedAddress.of("ann"));
    }

    @Test
    void isFoundInTextsAsAWhole() {
        for (String text : new String[] {"550 <ann.b@xn--bcher-kva.example>: no", "'ANN.B@B\u00fccher.example'.", "ann.b\\u0040b\u00fccher.example",
                "mailto:ann.b%40xn--bcher-kva.example?x", "ann.b@xn--bcher-kva.example"}) {
            assertTrue(ANN.isIn(text), text);
            assertTrue(ANN.isIn(text.getBytes(UTF_8)), text);
        }
        for (String text : new String[] {"joann.b@xn--bcher-kva.example", "x.ann.b@xn--bcher-kva.example", "ann.b@xn--bcher-kva.example.org",
                "ann.b@xn--bcher-kva.examples", "annxb@xn--bcher-kva.example", "xn--bcher-kva.example"}) {
            assertFalse(ANN.isIn(text), text);
            assertFalse(ANN.isIn(text.getBytes(UTF_8)), text);
        }
        assertEquals("550 <***>: no user *** here", ANN.masked("550 <Ann.b@xn--bcher-kva.example>: no user ann.b@b\u00fccher.example here"));
        assertEquals("550 no", ANN.masked("550 no"));
    }

    @Test
    void isFoundInLargeFilesAlsoWhereTwoPiecesMeet() throws IOException {
        byte[] file = "x ".repeat(1_500_000).getBytes(UTF_8);
        assertFalse(ANN.isIn(new ByteArrayInputStream(file)));
        byte[] address = "ann.b@b\u00fccher.example ".getBytes(UTF_8);
        System.arraycopy(address, 0, file, 1_048_576 - 10, address.length);
        assertTrue(ANN.isIn(new ByteArrayInputStream(file)));
    }

    @Test
    void leavesTheListsOfRecipients() {
        String rest = "X-Trace: ann.b@xn--bcher-kva.example\r\nSubject: hi\r\n\r\nDear ann.b@xn--bcher-kva.example,\r\n";
        String bob = "=?UTF-8?Q?B=C3=B6b?= <bob@contoso.com>";
        assertEquals("From: a@contoso.com\r\nTo: " + bob + "\r\n" + rest, without("From: a@contoso.com\r\nTo: Ann <ANN.B@xn--bcher-kva.example>,\r\n "
                + bob + "\r\nCc: ann.b@xn--bcher-kva.example\r\n" + rest));
        assertEquals("To: undisclosed-recipients:;\r\n" + rest, without("To: ann.b@xn--bcher-kva.example\r\n" + rest));
        for (String whole : new String[] {"To: " + bob + "\r\n" + rest, "DKIM-Signature: v=1\r\nTo: ann.b@xn--bcher-kva.example\r\n" + rest,
                "To: broken <ann.b@xn--bcher-kva.example, <\r\n" + rest}) {
            byte[] mail = whole.getBytes(UTF_8);
            assertSame(mail, ErasedHeaders.without(ANN, mail), whole);
        }
    }

    private static String without(String mail) {
        return new String(ErasedHeaders.without(ANN, mail.getBytes(UTF_8)), UTF_8);
    }
}
