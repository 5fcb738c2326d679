// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.language.bean.BeanLanguage;
import org.apache.camel.language.bean.RuntimeBeanExpressionException;
import org.apache.camel.support.ExpressionAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code method:} expressions and properties of objects ({@code ${body.json}}) cheap: Camel's bean language, but
 * for a call or a property whose method can be told beforehand, which it would look up for each exchange. Safe to share.
 */
final class BeanExpressions extends BeanLanguage {
    private static final int BEAN = 1; // the places of what the language is told
    private static final int METHOD = 2;
    private static final int TYPE = 3;
    private static final int REF = 4;
    private static final int SCOPE = 5;

    private final Map<Class<?>, Map<String, Optional<Method>>> properties = new ConcurrentHashMap<>();

    @Override
    public Expression createExpression(@Nullable String expression, Object @Nullable [] told) {
        String method = property(String.class, told, METHOD, null);
        if (method == null || property(Class.class, told, 0, null) != null) {
            return super.createExpression(expression, told);
        }
        Object bean = property(Object.class, told, BEAN, null);
        Optional<Expression> direct = bean == null ? call(told, method) : property(bean, method);
        return direct.orElseGet(() -> super.createExpression(expression, told));
    }

    private Optional<Expression> call(Object @Nullable [] told, String call) {
        CamelContext context = getCamelContext();
        String ref = property(String.class, told, REF, null);
        Object target = ref == null ? null : context.getRegistry().lookupByName(ref);
        Class<?> type = target == null ? property(Class.class, told, TYPE, null) : target.getClass();
        if (type == null || property(Object.class, told, SCOPE, null) != null) {
            return Optional.empty();
        }
        return BeanCall.find(context, target, type, call).map(found -> new Direct(call, found::with));
    }

    /** Of a record or the like; Java's own maps, lists and texts have rules of their own. */
    private Optional<Expression> property(Object bean, String name) {
        Class<?> type = bean.getClass();
        if (type.getName().startsWith("java")) {
            return Optional.empty();
        }
        return properties.computeIfAbsent(type, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(name, any -> method(type, name))
                .map(found -> new Direct(name, exchange -> BeanCall.invoke(found, bean)));
    }

    private static Optional<Method> method(Class<?> type, String name) {
        try {
            Method method = type.getMethod(name.replaceFirst("^\\.", "").replaceFirst("\\(\\)$", ""));
            return Modifier.isPublic(type.getModifiers()) && !Modifier.isStatic(method.getModifiers())
                    ? Optional.of(method)
                    : Optional.empty();
        } catch (NoSuchMethodException e) {
            return Optional.empty(); // a getter, or a chain of properties
        }
    }

    /** A method found already. */
    private static final class Direct extends ExpressionAdapter {
        private final String name;
        private final Call call;

        /** What it comes to. */
        private interface Call {
            @Nullable Object with(Exchange exchange) throws Exception;
        }

        Direct(String name, Call call) {
            this.name = name;
            this.call = call;
        }

        @Override
        public @Nullable Object evaluate(Exchange exchange) {
            try {
                return call.with(exchange);
            } catch (Exception e) {
                throw new RuntimeBeanExpressionException(exchange, name, name, e);
            }
        }

        @Override
        public String toString() {
            return "bean[" + name + "]";
        }
    }
}
