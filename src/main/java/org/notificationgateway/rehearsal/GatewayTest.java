// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets JUnit 5 test the routes and settings of a home: each test method gets a {@link GatewayUnderTest} of its own, as a
 * parameter. No door is opened, and nobody outside of the process is reached.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GatewayExtension.class)
public @interface GatewayTest {
    /** The folder with {@code routes/} and {@code config/}; a relative one starts at the working folder. */
    String home() default ".";
}
