// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import com.zaxxer.hikari.HikariDataSource;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.ConnectionSlots;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.outbox.ledger.RecipientsOfTheDay;
import org.notificationgateway.smtp.Budget;
import org.notificationgateway.smtp.Budgets;
import org.notificationgateway.smtp.Profile;
import org.notificationgateway.smtp.SmtpServer;

/**
 * Keeps what each destination may still be sent: in this process, or, if gateways share the ledger, in its database, so that
 * the sum of them stays below the limit. Recipients of the last 24 hours are kept in the ledger in any case, since a restart
 * gives nobody a new day. Safe to share.
 */
public final class SendingBudgets implements Budgets, AutoCloseable {
    /** Never more in a minute than allowed, whenever the minute begins: each place is a little longer than its part of it. */
    private static final double SLACK = 1.01;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** How late a mail may leave without making the next one late; together less than the slack of a minute. */
    private static final Lateness OWN = new Lateness(8, Duration.ofMillis(5)); // for timers and the way to the server
    private static final Lateness SHARED = new Lateness(2, Duration.ofMillis(50)); // gateways also wait for the database, and for each other
    private static final Duration LATE_MOST = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 2;

    /**
     * What is made up for.
     *
     * @param part of the place: one of so many
     * @param least however short the place
     */
    record Lateness(int part, Duration least) {
        Duration of(Duration place) {
            return Duration.ofNanos(Math.min(LATE_MOST.toNanos(), Math.max(least.toNanos(), place.toNanos() / part)));
        }
    }

    private final Ledger ledger;
    private final Map<String, Budget> budgets = new ConcurrentHashMap<>();
    private @Nullable ProxyManager<String> shared;
    private @Nullable HikariDataSource connections;
    private @Nullable ConnectionSlots slots;

    public SendingBudgets(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Budget of(SmtpServer server) {
        Profile profile = server.profile();
        return profile.hasBudget() || sharesConnections(profile)
                ? budgets.computeIfAbsent(server.destination() + " " + profile, any -> budget(server.destination().toString(), profile))
                : Budget.UNLIMITED;
    }

    private boolean sharesConnections(Profile profile) {
        return !ledger.isFile() && profile.connections() != Profile.NO_LIMIT;
    }

    private synchronized ConnectionSlots slots() {
        ConnectionSlots known = slots == null ? new ConnectionSlots(ledger.access()) : slots;
        slots = known;
        return known;
    }

    private Budget budget(String destination, Profile profile) {
        boolean paced = profile.mailsPerMinute() != Profile.NO_LIMIT;
        Duration place = place(profile.mailsPerMinute());
        return new DestinationBudget(
                paced ? bucket(destination + " " + profile.mailsPerMinute() + " a minute", place) : null, place,
                profile.recipientsPerDay() == Profile.NO_LIMIT
                        ? null : new RecipientsOfTheDay(ledger, destination, profile.recipientsPerDay()),
                sharesConnections(profile) ? new DestinationBudget.Slots(slots(), destination, profile.connections()) : null,
                System::nanoTime);
    }

    static Duration place(int mailsPerMinute) {
        return Duration.ofNanos(Math.max(DestinationBudget.MAIL, (long) (MINUTE * SLACK / mailsPerMinute)));
    }

    static Lateness lateness(boolean shared) {
        return shared ? SHARED : OWN;
    }

    /** One place after the other. */
    static Bandwidth places(Duration place, Lateness lateness) {
        return Bandwidth.builder()
                .capacity(DestinationBudget.MAIL + DestinationBudget.MAIL * lateness.of(place).toNanos() / place.toNanos())
                .refillGreedy(DestinationBudget.MAIL, place).build();
    }

    private Bucket bucket(String name, Duration place) {
        Bandwidth places = places(place, lateness(!ledger.isFile()));
        if (ledger.isFile()) {
            return Bucket.builder().withNanosecondPrecision().addLimit(places).build();
        }
        BucketConfiguration configuration = BucketConfiguration.builder().addLimit(places).build();
        return proxies().builder().build(name, () -> configuration);
    }

    private synchronized ProxyManager<String> proxies() {
        ProxyManager<String> known = shared;
        if (known == null) {
            LedgerAccess access = ledger.access();
            HikariDataSource database = new HikariDataSource(); // a connection for each question would take longer than its answer
            database.setJdbcUrl(access.url());
            database.setUsername(access.username());
            database.setPassword(access.password());
            database.setMaximumPoolSize(CONNECTIONS);
            database.setMinimumIdle(0);
            database.setConnectionTimeout(PATIENCE.toMillis());
            database.setInitializationFailTimeout(-1); // it may be away now
            database.addDataSourceProperty("connectTimeout", PATIENCE.toSeconds());
            database.addDataSourceProperty("socketTimeout", PATIENCE.toSeconds());
            connections = database;
            known = Bucket4jPostgreSQL.advisoryLockBasedBuilder(database)
                    .table("notification_rate").idColumn("destination").stateColumn("state")
                    .primaryKeyMapper(PrimaryKeyMapper.STRING)
                    .build();
            shared = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (connections != null) {
            connections.close();
        }
        if (slots != null) {
            slots.close();
        }
    }
}
