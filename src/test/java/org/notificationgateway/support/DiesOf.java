// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Beans that fail as no bean should: with an {@link Error}, while the gateway starts or later in a thread of its own. */
public final class DiesOf {
    private DiesOf() {}

    /** Needs a library that is not there, as a JDBC driver or a codec of another system might. */
    public static final class ALinkError implements Processor {
        public ALinkError() {
            System.loadLibrary("not-there");
        }

        @Override
        public void process(Exchange exchange) {
            throw new IllegalStateException("never made");
        }
    }

    /** Fails while its class is initialised. */
    public static final class AnInitializerError {
        private static final int NUMBER = Integer.parseInt("none");

        public int number() {
            return NUMBER;
        }

        public AnInitializerError() {
            if (NUMBER == 0) {
                throw new IllegalStateException("never made");
            }
        }
    }

    /** Calls itself for ever. */
    public static final class AStackOverflow {
        public AStackOverflow() {
            new AStackOverflow();
        }
    }

    /** Has too little memory, as Java code says it that no option of the JVM notices. */
    public static final class AMemoryError {
        public AMemoryError() {
            throw new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory");
        }
    }

    /** Starts, and loses its thread once something stands in the standard input. */
    public static final class AThreadThatDies {
        public AThreadThatDies() {
            Thread thread = new Thread(AThreadThatDies::work, "worker");
            thread.setDaemon(true);
            thread.start();
        }

        private static void work() {
            try {
                System.in.read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            throw new OutOfMemoryError("unable to create native thread");
        }
    }
}
