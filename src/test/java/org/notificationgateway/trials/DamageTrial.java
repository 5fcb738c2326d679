// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of damage to the data folder, one after the other: nothing altered ever arrives, and what cannot arrive is named
 * in the log and by {@code gateway check --data}. Prints a table. {@code -Dtrial.damage=WORD} for those with the word alone.
 */
class DamageTrial {
    private static final String ONLY = System.getProperty("trial.damage", "");

    @TempDir
    private Path folder;

    @Test
    void damagedMailIsNamedAndNoneIsAltered() throws Exception {
        List<String> bad = new ArrayList<>();
        try (DamagedHome home = new DamagedHome(folder)) {
            System.out.println(DamagedHome.HEAD);
            for (Damage damage : home.damages()) {
                if (damage.name().contains(ONLY)) {
                    DamagedHome.Row row = home.suffer(damage);
                    System.out.println(row);
                    if (!row.isGood()) {
                        bad.add(row.damage());
                    }
                }
            }
        }
        System.out.printf("damage: %d kinds not as they should be%n", bad.size());
        assertEquals(List.of(), bad);
    }
}
