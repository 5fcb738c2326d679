// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.notificationgateway.operations.GatewayHome;

/** Gives each test of a {@link GatewayTest} its gateway, and takes it back. JUnit makes it; nothing else may need JUnit. */
final class GatewayExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace STORE = Namespace.create(GatewayExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == GatewayUnderTest.class && test.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(STORE).getOrComputeIfAbsent(GatewayUnderTest.class, key -> gateway(home(test)), GatewayUnderTest.class);
    }

    private static GatewayUnderTest gateway(Path home) {
        try {
            return new GatewayUnderTest(new GatewayHome(home).checked());
        } catch (Exception e) {
            throw new ParameterResolutionException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Of the test's class, or of the one it is nested in. */
    private static Path home(ExtensionContext test) {
        Class<?> type = test.getRequiredTestClass();
        while (!type.isAnnotationPresent(GatewayTest.class)) {
            type = type.getEnclosingClass();
        }
        return Path.of(type.getAnnotation(GatewayTest.class).home());
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        try (GatewayUnderTest gateway = test.getStore(STORE).remove(GatewayUnderTest.class, GatewayUnderTest.class)) {
            if (gateway != null && test.getExecutionException().isEmpty()) {
                gateway.refuseUnseenFailures();
            }
        }
    }
}
