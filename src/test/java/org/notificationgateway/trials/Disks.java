// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The two kinds of disk that a trial can fill: a small one that really is full, and one whose writes are made to fail. */
final class Disks {
    private Disks() {
    }

    static DiskFullRound.Disk of(SmallDisk disk) {
        return new DiskFullRound.Disk() {
            @Override
            public List<String> command() {
                return disk.command();
            }

            @Override
            public Map<String, String> environment() {
                return Map.of();
            }

            @Override
            public Path data() {
                return disk.path();
            }

            @Override
            public void fill() throws IOException {
                disk.fill();
            }

            @Override
            public void free() throws IOException {
                disk.free();
            }
        };
    }

    /** @param environment of the gateway, by the library */
    static DiskFullRound.Disk of(FullDiskLibrary library, Path data, Map<String, String> environment) {
        return new DiskFullRound.Disk() {
            @Override
            public List<String> command() {
                return List.of();
            }

            @Override
            public Map<String, String> environment() {
                return environment;
            }

            @Override
            public Path data() {
                return data;
            }

            @Override
            public void fill() throws IOException {
                library.fill();
            }

            @Override
            public void free() throws IOException {
                library.free();
            }
        };
    }
}
