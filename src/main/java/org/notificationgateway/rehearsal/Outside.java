// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Route;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.notificationgateway.Surroundings;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.delivery.MailSettingsSender;
import org.notificationgateway.ingress.InboxDoor;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.RateLimitedException;
import org.notificationgateway.outbox.Admission;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.outbox.Settlement;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.smtp.AccessTokens;
import org.notificationgateway.smtp.Failures;
import org.notificationgateway.smtp.SmtpTransport;

/**
 * The world around a rehearsed gateway: everything that leads out of it ends here, and all that comes to pass is noted.
 * Safe to share.
 */
final class Outside implements Surroundings {
    private static final List<String> INSIDE = List.of("direct", "seda", "log", "bean", "class", "outbox", "pickup");

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path folder;
    private final RehearsedServers servers;
    private final UnaryOperator<MailSettings> settings;
    private final JumpingClock clock = new JumpingClock();
    private final HttpDoors http = new HttpDoors();
    private final Map<Path, Path> pickups = new TreeMap<>();
    private final List<SentMail> elsewhere = new CopyOnWriteArrayList<>();
    private final List<RehearsalFailure> failures = new CopyOnWriteArrayList<>();
    private final Set<String> passed = ConcurrentHashMap.newKeySet();
    private final Map<String, String> lost = new ConcurrentHashMap<>();
    private final Map<String, String> environment;
    private volatile boolean away;
    private final List<Attempted> attempts = new CopyOnWriteArrayList<>();

    /**
     * @param folder for pickup directories; deleted by whoever made it
     * @param settings to go by instead of a sender's own
     * @param environment variables for MailSettings
     */
    Outside(Path folder, RehearsedServers servers, UnaryOperator<MailSettings> settings, Map<String, String> environment) {
        this.environment = environment;
        this.folder = folder;
        this.settings = settings;
        this.servers = servers;
    }

    JumpingClock clock() {
        return clock;
    }

    HttpDoors http() {
        return http;
    }

    List<RehearsalFailure> failures() {
        return List.copyOf(failures);
    }

    /** Ids of steps that mail has passed. */
    Set<String> passed() {
        return Set.copyOf(passed);
    }

    long happenings() {
        return attempts.size() + failures.size() + elsewhere.size() + servers.commands();
    }

    /** From now on no endpoint of a route's own takes a mail. */
    void leave() {
        away = true;
    }

    /** The endpoint that has not taken a mail from this address; empty if there is none. */
    String lost(String from) {
        return lost.getOrDefault(from, "");
    }

    /** What has gone to endpoints of a route's own. */
    List<SentMail> elsewhere() {
        return List.copyOf(elsewhere);
    }

    List<Attempted> attempts() {
        return List.copyOf(attempts);
    }

    @Override
    public Clock wall() {
        return clock;
    }

    @Override
    public Clock steady() {
        return clock;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Duration look() {
        return LOOK;
    }

    @Override
    public void enter(CamelContext context) {
        context.getCamelContextExtension().addInterceptStrategy(
                (in, step, target, next) -> new DelegateAsyncProcessor(target) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        passed.add(String.valueOf(step.getId()));
                        return super.process(exchange, callback);
                    }
                });
        context.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, http);
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent failed) {
                    failed(failed.getExchange());
                } else if (event instanceof CamelEvent.ExchangeFailureHandlingEvent handled) {
                    failed(handled.getExchange());
                }
            }
        });
        context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> inside(endpoint));
    }

    /** A step that fails at a door, where no mail is settled. */
    private void failed(Exchange exchange) {
        ExchangeExtension history = exchange.getExchangeExtension();
        Throwable cause = exchange.getException() != null ? exchange.getException() : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (cause != null && !isRefusal(cause) && !"outbox".equals(exchange.getFromRouteId())) {
            Route route = exchange.getContext().getRoute(exchange.getFromRouteId());
            String door = route == null ? "" : Objects.toString(route.getSourceLocation(), "");
            failures.add(new RehearsalFailure(
                    Objects.toString(history.getHistoryNodeId(), exchange.getFromRouteId()),
                    Objects.toString(history.getHistoryNodeSource(), door).replaceFirst("^file:", ""), Failures.reason(cause)));
        }
    }

    /** A request that is turned away is an answer, and no fault of a step. */
    private static boolean isRefusal(Throwable cause) {
        return cause instanceof InvalidRequestException || cause instanceof RateLimitedException
                || cause.getCause() != null && isRefusal(cause.getCause());
    }

    private Endpoint inside(Endpoint endpoint) {
        String scheme = endpoint.getEndpointUri().split("[:?]", 2)[0];
        boolean door = endpoint instanceof PlatformHttpEndpoint
                || endpoint instanceof GenericFileEndpoint<?> file && file.getProcessStrategy() instanceof InboxDoor
                || endpoint instanceof JmsEndpoint jms && Rehearsal.REQUESTS.equals(jms.getDestinationName());
        boolean ours = endpoint instanceof MailEndpoint mail
                && mail.getConfiguration().getJavaMailSender() instanceof MailSettingsSender;
        if (endpoint instanceof JmsEndpoint jms) {
            jms.setReceiveTimeout(LOOK.toMillis()); // so long it takes to stop
        }
        return INSIDE.contains(scheme) || door || ours ? endpoint : new RecordingEndpoint(endpoint, this::note);
    }

    private void note(String uri, Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        byte[] bytes = exchange.getMessage().getBody(byte[].class);
        List<String> recipients = body instanceof FinishedMail mail ? mail.envelope().recipients() : List.of();
        String from = body instanceof FinishedMail mail ? mail.envelope().from() : "";
        if (away && !recipients.isEmpty()) {
            lost.put(from, uri);
            throw new IllegalStateException(uri + " is away, in this rehearsal");
        }
        elsewhere.add(new SentMail(
                uri.split(":", 2)[0], uri, "", from, recipients, Map.of(), bytes == null ? new byte[0] : bytes, null));
    }

    @Override
    public Collection<MailSettings> senders(Collection<MailSettings> senders) {
        return senders.stream()
                .map(settings)
                .map(one -> one.delivery() instanceof Delivery.Pickup pickup
                        ? one.deliveredBy(new Delivery.Pickup(pickup(pickup.directory())))
                        : one)
                .toList();
    }

    @Override
    public AccessTokens tokens(AccessTokens tokens) {
        return AccessTokens.NONE;
    }

    @Override
    public SmtpTransport transport(SmtpTransport client) {
        return servers.over(client);
    }

    @Override
    public synchronized Path pickup(Path directory) {
        return pickups.computeIfAbsent(directory.toAbsolutePath().normalize(), real -> {
            try {
                return Files.createDirectories(folder.resolve("pickup-" + pickups.size()).resolve("pickup"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** All that has left the gateway. */
    synchronized List<SentMail> sent() throws IOException {
        List<SentMail> all = new ArrayList<>(servers.sent());
        for (Map.Entry<Path, Path> pickup : pickups.entrySet()) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(pickup.getValue(), "*.eml")) {
                for (Path file : files) {
                    all.add(PickedUp.mail(pickup.getKey(), file));
                }
            }
        }
        all.addAll(elsewhere);
        return all;
    }

    @Override
    public OutboxWorkers.Meters meters(OutboxWorkers.Meters counting) {
        return new OutboxWorkers.Meters() {
            @Override
            public void settled(String sender, DeliveryReport report, Admission admission, Settlement settlement) {
                counting.settled(sender, report, admission, settlement);
                attempts.add(new Attempted(sender, id(sender, settlement.name()), report.outcomes(), settlement));
            }

            @Override
            public void failed(String step, String reason) {
                String[] parts = step.split(" ", 2);
                failures.add(new RehearsalFailure(parts[0], parts.length < 2 ? "" : parts[1], reason));
            }

            @Override
            public void expired(String sender, OutboxEntry entry) {
                counting.expired(sender, entry);
                attempts.add(new Attempted(sender, entry.id(), Map.of(), Settlement.expired(entry)));
            }

            @Override
            public void cancelled(String sender, OutboxEntry entry) {
                counting.cancelled(sender, entry);
                attempts.add(new Attempted(sender, entry.id(), Map.of(), Settlement.cancelled(entry, "")));
            }
        };
    }

    private static String id(String sender, String name) {
        return name.startsWith(sender + "/") ? name.substring(sender.length() + 1) : name;
    }

    /** Puts the clock forward. */
    void jump(Duration time) {
        clock.jump(time);
    }
}
