// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import com.sun.jna.LastErrorException;

/** The calls to Linux that Java has no method for, by the names and with the meaning of its manual (section 2). */
interface SystemCalls {
    /** @return a descriptor of a directory, to be closed */
    int open(String directory) throws LastErrorException;

    void syncfs(int descriptor) throws LastErrorException;

    void fsync(int descriptor) throws LastErrorException;

    void close(int descriptor);
}
