// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

/** Each kind of mistake in up to four places, and each kind of harmless edit. */
class MutationScoreTrial extends MutationScore {
    MutationScoreTrial() {
        super(MOST, 8);
    }
}
