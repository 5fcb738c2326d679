// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.Language;
import org.jspecify.annotations.Nullable;

/** A call that a route names, such as {@code compose(${body})}, with its method and arguments already found. */
final class BeanCall {
    /** A function of Simple, a text in quotes, or a plain word but {@code null}; then a comma or the end. */
    private static final Pattern ARGUMENT =
            Pattern.compile("\\G\\s*(\\$\\{[^{}]*}|'[^'$]*'|(?!null\\b)[A-Za-z0-9_.-]+)\\s*(,|$)");

    private final @Nullable Object target;
    private final Method method;
    private final Class<?>[] types;
    private final Expression[] arguments;
    private final TypeConverter converter;

    private BeanCall(CamelContext context, @Nullable Object target, Method method, Expression[] arguments) {
        this.target = target;
        this.method = method;
        this.types = method.getParameterTypes();
        this.arguments = arguments;
        this.converter = context.getTypeConverter();
    }

    /**
     * The call of the one method it can mean; empty if that cannot be told beforehand.
     *
     * @param target bean, or null for a static method of the type
     */
    static Optional<BeanCall> find(CamelContext context, @Nullable Object target, Class<?> type, String call) {
        int open = call.indexOf('(');
        if (open < 0 || !call.endsWith(")") || !Modifier.isPublic(type.getModifiers())) {
            return Optional.empty();
        }
        Optional<List<String>> arguments = arguments(call.substring(open + 1, call.length() - 1));
        List<Method> candidates = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(call.substring(0, open)) && !method.isBridge())
                .filter(method -> arguments.isPresent() && method.getParameterCount() == arguments.get().size())
                .toList();
        return candidates.size() == 1
                ? of(context, target, candidates.get(0), arguments.orElseThrow())
                : Optional.empty();
    }

    private static Optional<BeanCall> of(
            CamelContext context, @Nullable Object target, Method method, List<String> texts) {
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
        return Optional.of(new BeanCall(context, target, method, arguments));
    }

    /** The texts of the arguments; empty if there is one that only Camel may understand. */
    private static Optional<List<String>> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        Matcher next = ARGUMENT.matcher(text);
        int end = 0;
        while (end < text.length() && next.find()) {
            arguments.add(next.group(1));
            end = next.end();
        }
        return end == text.length() && !text.endsWith(",") ? Optional.of(arguments) : Optional.empty();
    }

    boolean hasResult() {
        return method.getReturnType() != void.class;
    }

    /** Calls it with what the exchange holds; throws what the method throws. */
    @Nullable Object with(Exchange exchange) throws Exception {
        Object[] values = new Object[arguments.length];
        for (int i = 0; i < values.length; i++) {
            Object value = arguments[i].evaluate(exchange, Object.class);
            values[i] = value == null || types[i].isInstance(value)
                    ? value
                    : converter.mandatoryConvertTo(types[i], exchange, value);
        }
        return invoke(method, target, values);
    }

    /** Calls a method, whose exceptions come as they were thrown. */
    static @Nullable Object invoke(Method method, @Nullable Object target, Object... values) throws Exception {
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public String toString() {
        return method.getName();
    }
}
