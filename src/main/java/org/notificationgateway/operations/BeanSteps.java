// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.BeanScope;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.spi.BeanProcessorFactory;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;

/**
 * Makes the bean steps of the routes cheap: finds bean, method and arguments when a route is built, where Camel's own
 * factory does so again for each exchange. What it cannot tell for certain, such as a method without parentheses or an
 * overload, is left to Camel's. Safe to share.
 */
public final class BeanSteps implements BeanProcessorFactory {
    private final BeanProcessorFactory camels;

    private BeanSteps(BeanProcessorFactory camels) {
        this.camels = camels;
    }

    /** Takes the place of the context's factory; to be called before there are routes. */
    public static void installIn(CamelContext context) {
        BeanProcessorFactory camels = PluginHelper.getBeanProcessorFactory(context);
        context.getCamelContextExtension().addContextPlugin(BeanProcessorFactory.class, new BeanSteps(camels));
    }

    @Override
    public Processor createBeanProcessor(CamelContext context, Object bean, Method method) throws Exception {
        return camels.createBeanProcessor(context, bean, method);
    }

    @Override
    public Processor createBeanProcessor(
            CamelContext context, @Nullable Object bean, @Nullable String beanType, @Nullable Class<?> beanClass,
            @Nullable String ref, @Nullable String method, BeanScope scope) throws Exception {
        if (bean == null && method != null && scope == BeanScope.Singleton) {
            Object target = ref == null ? null : context.getRegistry().lookupByName(ref);
            Optional<Processor> direct = target == null
                    ? ofType(context, beanType, beanClass, method)
                    : direct(context, target, target.getClass(), method);
            if (direct.isPresent()) {
                return direct.get();
            }
        }
        return camels.createBeanProcessor(context, bean, beanType, beanClass, ref, method, scope);
    }

    private static Optional<Processor> ofType(
            CamelContext context, @Nullable String name, @Nullable Class<?> known, String method) {
        Class<?> type = known != null || name == null ? known : context.getClassResolver().resolveClass(name);
        return type == null ? Optional.empty() : direct(context, null, type, method);
    }

    private static Optional<Processor> direct(
            CamelContext context, @Nullable Object target, Class<?> type, String call) {
        int open = call.indexOf('(');
        if (open < 0 || !call.endsWith(")")) {
            return Optional.empty();
        }
        Optional<List<String>> arguments = BeanStep.arguments(call.substring(open + 1, call.length() - 1));
        List<Method> candidates = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(call.substring(0, open)) && !method.isBridge())
                .filter(method -> arguments.isPresent() && method.getParameterCount() == arguments.get().size())
                .toList();
        return candidates.size() == 1
                ? BeanStep.of(context, target, candidates.get(0), arguments.orElseThrow())
                : Optional.empty();
    }
}
