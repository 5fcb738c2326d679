// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

/**
 * Where mail of an account goes. Whatever a server allows, it allows to an account, so all senders that use one share its
 * connections, its rate, its quota and its pauses.
 *
 * @param host in lower case
 * @param account user name of the login; empty for a server that asks for none
 */
public record Destination(String host, int port, String account) {
    @Override
    public String toString() {
        return host + ":" + port + (account.isEmpty() ? "" : " as " + account);
    }
}
