// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/**
 * The system calls by way of the C library. It is loaded at the first of them, since most starts need none.
 *
 * <p>Where that is not possible, each call throws a {@link LinkageError}.
 */
final class LibC implements SystemCalls {
    private static final int CLOSE_ON_EXEC = 02000000;

    @Override
    public int open(String directory) {
        return Loaded.open(directory, CLOSE_ON_EXEC);
    }

    @Override
    public void syncfs(int descriptor) {
        Loaded.syncfs(descriptor);
    }

    @Override
    public void fsync(int descriptor) {
        Loaded.fsync(descriptor);
    }

    @Override
    public void close(int descriptor) {
        Loaded.close(descriptor);
    }

    private static final class Loaded {
        static {
            Native.register(Loaded.class, "c");
        }

        private static native int open(String path, int flags) throws LastErrorException;

        private static native int syncfs(int descriptor) throws LastErrorException;

        private static native int fsync(int descriptor) throws LastErrorException;

        private static native int close(int descriptor);
    }
}
