// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.lang.reflect.Method;
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

    /** Takes the place of the context's factory and bean language; to be called before there are routes. */
    public static void installIn(CamelContext context) {
        context.getRegistry().bind("bean-language", new BeanExpressions());
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
            Class<?> type = target == null ? type(context, beanType, beanClass) : target.getClass();
            Optional<BeanCall> call =
                    type == null ? Optional.empty() : BeanCall.find(context, target, type, method);
            if (call.isPresent()) {
                return new BeanStep(call.get());
            }
        }
        return camels.createBeanProcessor(context, bean, beanType, beanClass, ref, method, scope);
    }

    private static @Nullable Class<?> type(CamelContext context, @Nullable String name, @Nullable Class<?> known) {
        return known != null || name == null ? known : context.getClassResolver().resolveClass(name);
    }
}
