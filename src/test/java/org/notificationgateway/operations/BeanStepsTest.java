// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.apache.camel.BeanScope;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bean step does what Camel's own does, only sooner; and what it cannot tell beforehand is Camel's own. */
class BeanStepsTest {
    private final DefaultCamelContext context = new DefaultCamelContext();

    /** What routes call. */
    public static final class Desk {
        public String join(Object one, Object other) {
            return one + "+" + other;
        }

        public int length(byte[] body) {
            return body.length;
        }

        public void refuse(Object any) throws IOException {
            throw new IOException("refused " + any);
        }

        public void look(Object any) {}

        public Object nothing() {
            return null;
        }

        public String twice(String one) {
            return one + one;
        }

        public String twice(Integer one) {
            return "" + 2 * one;
        }

        public static String stamp(String text) {
            return "stamped " + text;
        }
    }

    @BeforeEach
    void start() {
        BeanSteps.installIn(context);
        context.getRegistry().bind("desk", new Desk());
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void argumentsComeFromBodyVariablesAndHeadersOrStandInTheCall() throws Exception {
        Exchange exchange = exchange("body");
        exchange.setVariable("v", "variable");
        exchange.getMessage().setHeader("X-H", "header");
        assertEquals("body+variable", bodyAfter("join(${body}, ${variable.v})", exchange));
        assertEquals("header+some, words", bodyAfter("join(${header.X-H}, 'some, words')", exchange));
        assertEquals("null+server", bodyAfter("join(${variable.none}, server)", exchange));
    }

    @Test
    void whatIsOfAnotherTypeIsConvertedOrRefused() throws Exception {
        assertEquals(4, bodyAfter("length(${body})", exchange("four")));
        Exception refused = assertThrows(Exception.class, () -> bodyAfter("length(${body})", exchange(new Desk())));
        assertInstanceOf(NoTypeConversionAvailableException.class, refused);
    }

    @Test
    void aMethodWithoutResultLeavesTheBodyAndNullTakesIt() throws Exception {
        assertEquals("body", bodyAfter("look(${body})", exchange("body")));
        assertNull(bodyAfter("nothing()", exchange("body")));
    }

    @Test
    void anExceptionArrivesAsItWasThrown() {
        IOException refused = assertThrows(IOException.class, () -> bodyAfter("refuse(${body})", exchange("7")));
        assertEquals("refused 7", refused.getMessage());
    }

    @Test
    void aStaticMethodNeedsNoBean() throws Exception {
        Exchange exchange = exchange("x");
        factory().createBeanProcessor(
                        context, null, Desk.class.getName(), null, null, "stamp(${body})", BeanScope.Singleton)
                .process(exchange);
        assertEquals("stamped x", exchange.getMessage().getBody());
    }

    @Test
    void aMessageThatReadsItsBodyElsewhereGivesWayToAPlainOneWithItsHeaders() throws Exception {
        Exchange exchange = exchange("body");
        DefaultMessage special = new DefaultMessage(context) {};
        special.setBody("elsewhere");
        special.setHeader("kept", "yes");
        exchange.setIn(special);
        assertEquals("elsewhere+x", bodyAfter("join(${body}, x)", exchange));
        assertSame(DefaultMessage.class, exchange.getMessage().getClass());
        assertEquals("yes", exchange.getMessage().getHeader("kept"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"twice(${body})", "join", "look(null)", "look(${body.toString()})", "join(${body},)"})
    void whatCannotBeToldIsLeftToCamel(String call) throws Exception {
        Processor step = factory()
                .createBeanProcessor(context, null, null, null, "desk", call, BeanScope.Singleton);
        assertEquals(call.contains("toString"), step instanceof BeanStep, call);
    }

    @Test
    void aMethodThatDoesNotExistStopsTheStart() {
        Exception refused = assertThrows(Exception.class, () -> factory()
                .createBeanProcessor(context, null, null, null, "desk", "gone(1)", BeanScope.Singleton));
        assertTrue(refused.getMessage().contains("gone(1)"), refused.getMessage());
    }

    @Test
    void aPrototypeIsMadeAnewByCamel() throws Exception {
        Processor step = factory()
                .createBeanProcessor(context, null, null, null, "desk", "nothing()", BeanScope.Prototype);
        assertFalse(step instanceof BeanStep);
    }

    private Object bodyAfter(String call, Exchange exchange) throws Exception {
        Processor step = factory()
                .createBeanProcessor(context, null, null, null, "desk", call, BeanScope.Singleton);
        assertInstanceOf(BeanStep.class, step, call);
        step.process(exchange);
        return exchange.getMessage().getBody();
    }

    private org.apache.camel.spi.BeanProcessorFactory factory() {
        return PluginHelper.getBeanProcessorFactory(context);
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }
}
