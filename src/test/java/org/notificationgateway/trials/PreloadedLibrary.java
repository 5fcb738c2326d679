// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.notificationgateway.support.Absent;
import org.notificationgateway.support.TestHome;

/** Builds what stands between a gateway and its C library, so that faults of the machine need no administrator. */
final class PreloadedLibrary {
    private PreloadedLibrary() {
    }

    /** Ends the test as skipped where there is no Linux or no C compiler. */
    static Path build(Path folder, String name) throws IOException, InterruptedException {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            Absent.skip("no Linux");
        }
        Path library = folder.resolve(name + ".so");
        Path source = TestHome.PROJECT.resolve("src/test/resources/trials/" + name + ".c").toAbsolutePath();
        try {
            ProcessBuilder gcc = new ProcessBuilder(
                    "gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl");
            assertEquals(0, gcc.inheritIO().start().waitFor(), "exit code of gcc");
        } catch (IOException e) {
            Absent.skip("no C compiler: .ci/externals installs gcc");
        }
        return library;
    }
}
