// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.outbox.SteadyClock;
import org.notificationgateway.outbox.WaitingQueues;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.smtp.AccessTokens;
import org.notificationgateway.smtp.SmtpTransport;

/** What lies outside of a gateway, so that a rehearsal can take its place. As it stands here it is the real world. */
public interface Surroundings {
    /** The real world. */
    Surroundings REAL = new Surroundings() {};

    /** For files, dates and what a request names itself. */
    default Clock wall() {
        return Clock.systemUTC();
    }

    /** For waits and ages, which no jump of the other may change. */
    default Clock steady() {
        return new SteadyClock();
    }

    /** How often the queues of deferred mail are looked at. */
    default Duration look() {
        return WaitingQueues.LOOK;
    }

    /** The variables that may override a file of MailSettings. */
    default Map<String, String> environment() {
        return System.getenv();
    }

    /** Called before anything else is wired. */
    default void enter(CamelContext context) {}

    /** The settings to go by, given those of the files. */
    default Collection<MailSettings> senders(Collection<MailSettings> senders) {
        return senders;
    }

    /** The tokens to log in with. */
    default AccessTokens tokens(AccessTokens tokens) {
        return tokens;
    }

    /** The way to SMTP servers, given the client. */
    default SmtpTransport transport(SmtpTransport client) {
        return client;
    }

    /** Where a path of a route's pickup endpoint leads. */
    default Path pickup(Path directory) {
        return directory;
    }

    /** The listener for what becomes of mails, given the one that counts. */
    default OutboxWorkers.Meters meters(OutboxWorkers.Meters counting) {
        return counting;
    }
}
