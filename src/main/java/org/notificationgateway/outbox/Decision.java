// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What becomes of an entry after its delivery, known at once or with the commit of its group. */
interface Decision {
    /** Completes, even if by a failure, when it may be asked for; until then its entry holds up no other. */
    CompletableFuture<?> ready();

    /** Asked once, by the thread that commits; may wait for a disk. Null if nothing was decided. */
    @Nullable Settlement settlement() throws Exception;

    /** One that is known already. */
    record Made(@Nullable Settlement settlement) implements Decision {
        static final CompletableFuture<?> NOW = CompletableFuture.completedFuture(null);

        @Override
        public CompletableFuture<?> ready() {
            return NOW;
        }
    }

    /** One that waits for a disk, so that many do so together. */
    record Open(CompletableFuture<?> ready, Answer answer) implements Decision {
        @Override
        public @Nullable Settlement settlement() throws Exception {
            return answer.settlement();
        }
    }

    /** Decides. */
    @FunctionalInterface
    interface Answer {
        @Nullable Settlement settlement() throws Exception;
    }
}
