// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two kinds of damage that are the least visible, both at once; all others: {@link DamageTrial}. */
class DamageIT {
    /** Mails whose records lie in different pages of the journal. */
    private static final String BIT = "d002";
    private static final String PAGE = "d015";

    @TempDir
    private Path folder;

    @Test
    void damagedMailIsNamedAndNoneIsAltered() throws Exception {
        try (DamagedHome home = new DamagedHome(folder)) {
            List<Damage> damages = new ArrayList<>(home.damages(BIT));
            damages.removeIf(damage -> !damage.name().equals("journal: a bit of an address"));
            damages.addAll(home.damages(PAGE).stream().filter(damage -> damage.name().equals("journal: a page of 4 KB zeroed")).toList());
            assertEquals(2, damages.size());
            DamagedHome.Row row = home.suffer(Damage.together(damages));
            System.out.println(row);
            assertTrue(row.isGood(), row.toString());
            // of a page that is lost with part of a transaction, the mail of before that transaction is there still
            assertTrue(row.verdict().missing().contains(BIT), row.toString());
        }
    }
}
