// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.bean.BeanExpression;
import org.apache.camel.language.bean.RuntimeBeanExpressionException;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An expression that calls a bean, or asks a property of an object, says what Camel's own says, only sooner. */
class BeanExpressionsTest {
    private final DefaultCamelContext context = new DefaultCamelContext();

    /** What routes ask. */
    public record Answer(int status, String json, List<String> lines) {
        public String getTitle() {
            return "titled";
        }

        public String greet(String name) {
            return "hello " + name;
        }

        public String fail() throws IOException {
            throw new IOException("refused");
        }
    }

    private static final Answer ANSWER = new Answer(202, "{}", List.of("one", "two"));

    @BeforeEach
    void start() {
        BeanSteps.installIn(context);
        context.getRegistry().bind("desk", ANSWER);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "${body.status}, 202",
        "${body.json}, {}",
        "${body.json()}, {}",
        "${body.title}, titled",
        "${body.lines[1]}, two",
        "${body.json.length}, 2",
        "${body.greet('you')}, hello you",
        "${variable.kept.status}, 202",
        "${variable.kept.lines.size}, 2"
    })
    void aPropertyIsWhatItsObjectSays(String simple, String expected) {
        assertEquals(expected, evaluated(simple, ANSWER));
    }

    @Test
    void mapsListsAndTextsHaveCamelsRules() {
        assertEquals("v", evaluated("${body[k]}", Map.of("k", "v")));
        assertEquals("b", evaluated("${body[1]}", List.of("a", "b")));
        assertEquals("3", evaluated("${body.length}", "abc"));
        assertNull(evaluated("${body.json}", new Answer(1, null, List.of())));
    }

    @Test
    void aCallIsFoundOnceAndWhatCannotBeToldIsCamels() {
        Language bean = context.resolveLanguage("bean");
        Expression direct = bean.createExpression(null, call("greet(${body})"));
        assertEquals("hello you", direct.evaluate(body("you"), String.class));
        assertEquals(false, direct instanceof BeanExpression);
        assertSame(BeanExpression.class, bean.createExpression(null, call("greet")).getClass());
        assertSame(BeanExpression.class, bean.createExpression("desk.json", null).getClass());
    }

    @Test
    void whatItThrowsIsTheCause() {
        Expression failing = context.resolveLanguage("bean").createExpression(null, call("fail()"));
        Exception failed = assertThrows(
                RuntimeBeanExpressionException.class, () -> failing.evaluate(body("x"), Object.class));
        assertEquals("refused", failed.getCause().getMessage());
        assertThrows(RuntimeBeanExpressionException.class, () -> evaluated("${body.fail}", ANSWER));
    }

    private String evaluated(String simple, Object body) {
        return context.resolveLanguage("simple").createExpression(simple).evaluate(body(body), String.class);
    }

    private static Object[] call(String method) {
        return new Object[] {null, null, method, null, "desk", null, null};
    }

    private Exchange body(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.setVariable("kept", body);
        return exchange;
    }
}
