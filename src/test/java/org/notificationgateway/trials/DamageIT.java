// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two kinds of damage that are the least visible; all others: {@link DamageTrial}. */
class DamageIT {
    private static final Set<String> SHORT = Set.of("journal: a bit of an address", "journal: a page of 4 KB zeroed");

    @TempDir
    private Path folder;

    @Test
    void damagedMailIsNamedAndNoneIsAltered() throws Exception {
        int done = 0;
        try (DamagedHome home = new DamagedHome(folder)) {
            for (Damage damage : home.damages()) {
                if (SHORT.contains(damage.name())) {
                    DamagedHome.Row row = home.suffer(damage);
                    System.out.println(row);
                    assertTrue(row.isGood(), row.toString());
                    done++;
                }
            }
        }
        assertEquals(SHORT.size(), done);
    }
}
