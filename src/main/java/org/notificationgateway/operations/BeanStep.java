// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/** One bean step with its method and arguments already found. The result becomes the body, as Camel has it. */
final class BeanStep implements Processor {
    /** A function of Simple, a text in quotes, or a plain word but {@code null}; then a comma or the end. */
    private static final Pattern ARGUMENT =
            Pattern.compile("\\s*(\\$\\{[^{}]*}|'[^'$]*'|(?!null\\b)[A-Za-z0-9_.-]+)\\s*(,|$)");

    private final @Nullable Object target;
    private final Method method;
    private final Class<?>[] types;
    private final Expression[] arguments;

    private BeanStep(@Nullable Object target, Method method, Expression[] arguments) {
        this.target = target;
        this.method = method;
        this.types = method.getParameterTypes();
        this.arguments = arguments;
    }

    /** The texts of the arguments; empty if there is one that only Camel may understand. */
    static Optional<List<String>> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        Matcher next = ARGUMENT.matcher(text);
        int end = 0;
        while (end < text.length() && next.find() && next.start() == end) {
            arguments.add(next.group(1));
            end = next.end();
        }
        return end == text.length() && !text.endsWith(",") ? Optional.of(arguments) : Optional.empty();
    }

    /** The step; empty if the method needs an object and there is none, or is not public. */
    static Optional<Processor> of(CamelContext context, @Nullable Object target, Method method, List<String> texts) {
        if (target == null && !Modifier.isStatic(method.getModifiers())
                || !Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
            return Optional.empty();
        }
        Language simple = context.resolveLanguage("simple");
        Expression[] arguments = texts.stream()
                .map(text -> text.startsWith("'") ? text.substring(1, text.length() - 1) : text)
                .map(text -> {
                    Expression argument = simple.createExpression(text);
                    argument.init(context);
                    return argument;
                })
                .toArray(Expression[]::new);
        return Optional.of(new BeanStep(target, method, arguments));
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Object[] values = new Object[arguments.length];
        for (int i = 0; i < values.length; i++) {
            Object value = arguments[i].evaluate(exchange, Object.class);
            values[i] = value == null || types[i].isInstance(value)
                    ? value
                    : exchange.getContext().getTypeConverter().mandatoryConvertTo(types[i], exchange, value);
        }
        Object result = invoke(values);
        if (method.getReturnType() != void.class) {
            setBody(exchange, result);
        }
    }

    private @Nullable Object invoke(Object[] values) throws Exception {
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** A door's own message, such as that of JMS, reads its body where it came from: it gives way to a plain one. */
    private static void setBody(Exchange exchange, @Nullable Object body) {
        Message message = exchange.getMessage();
        if (message.getClass() == DefaultMessage.class) {
            message.setBody(body);
        } else {
            Message plain = new DefaultMessage(exchange);
            plain.copyFromWithNewBody(message, body);
            ExchangeHelper.replaceMessage(exchange, plain, false);
        }
    }
}
