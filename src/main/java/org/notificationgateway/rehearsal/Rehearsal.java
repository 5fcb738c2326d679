// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.EmlRoutes;
import org.notificationgateway.GatewayConfiguration;
import org.notificationgateway.operations.EmlFolders;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.WaitingQueues;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;

/**
 * A gateway made from a home's own routes and settings that opens no door and reaches nobody: mail enters by a call, and
 * leaves to servers and folders of the rehearsal. Its data lie in a temporary folder, and its clock can be put forward.
 * For one thread.
 */
public final class Rehearsal implements AutoCloseable {
    /** Queue of the JMS door. */
    static final String REQUESTS = Queues.REQUESTS;
    private static final String EML_ROUTE = EmlRoutes.TEMPLATE + "-";
    private static final long LOOK_MILLIS = 5;
    private static final int MISSED = 3; // looks in a row
    private static final long QUIET_NANOS = 80_000_000;
    private static final long PAUSED_NANOS = 1_000_000_000;

    private final Path folder;
    private final RehearsedServers servers;
    private final Outside outside;
    private final Main main;

    /**
     * What a door answered.
     *
     * @param status as HTTP has it: what a file or a message would be, too
     * @param body JSON; empty if there is none
     */
    public record Answer(int status, String body) {}

    private Rehearsal(Path folder, RehearsedServers servers, Outside outside, Main main) {
        this.folder = folder;
        this.servers = servers;
        this.outside = outside;
        this.main = main;
    }

    /**
     * Builds and starts it.
     *
     * @param overrides settings that hold instead of the home's
     * @param scripts what the SMTP server does that settings know as {@code host:port}
     * @throws Exception for what would stop a start, as Camel throws it
     */
    public static Rehearsal start(
            GatewayHome home, Map<String, String> overrides, Function<String, SmtpScript> scripts) throws Exception {
        return start(home, overrides, scripts, UnaryOperator.identity(), System.getenv());
    }

    /** The same with other settings of each sender, and other variables for MailSettings. */
    static Rehearsal start(
            GatewayHome home, Map<String, String> overrides, Function<String, SmtpScript> scripts,
            UnaryOperator<MailSettings> settings, Map<String, String> environment) throws Exception {
        Path folder = Files.createTempDirectory("gateway-rehearsal");
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/gateway.id"), "rehearsal"); // so that two of them write the same mails
        RehearsedServers servers = new RehearsedServers(scripts);
        Outside outside = new Outside(folder, servers, settings, environment);
        Main main = GatewayConfiguration.main(home, outside);
        main.configure().setAutoConfigurationEnvironmentVariablesEnabled(false);
        main.configure().setAutoConfigurationSystemPropertiesEnabled(false);
        main.addMainListener(new OverridesFirst());
        overrides.forEach(main::addOverrideProperty);
        closedDoors(folder).forEach(main::addOverrideProperty);
        emlFolders(home, folder).forEach(main::addOverrideProperty);
        Rehearsal rehearsal = new Rehearsal(folder, servers, outside, main);
        try {
            main.start();
            return rehearsal;
        } catch (Exception | Error e) {
            rehearsal.close();
            throw e;
        }
    }

    /** To Camel a variable such as GATEWAY_BROKER_URL has the last word; here what the rehearsal says has it. */
    private static final class OverridesFirst extends MainListenerSupport {
        @Override
        public void beforeInitialize(BaseMainSupport main) {
            PropertiesComponent properties = (PropertiesComponent) main.getCamelContext().getPropertiesComponent();
            properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
            properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
        }
    }

    /** Folders of finished mails that nobody else writes to; one at least, so that the route is built. */
    private static Map<String, String> emlFolders(GatewayHome home, Path folder) throws IOException {
        Map<String, String> folders = new TreeMap<>();
        if (Files.exists(home.resolve("routes/" + EmlRoutes.TEMPLATE + ".camel.yaml"))) {
            folders.put(EmlFolders.PREFIX + "rehearsal.directory", Files.createDirectories(folder.resolve("eml/rehearsal")).toString());
        }
        for (String key : home.settings(System.getenv()).stringPropertyNames()) {
            if (key.startsWith(EmlFolders.PREFIX) && key.endsWith(".directory")) {
                String name = key.substring(EmlFolders.PREFIX.length(), key.length() - ".directory".length());
                folders.put(key, Files.createDirectories(folder.resolve("eml").resolve(name)).toString());
            }
        }
        return folders;
    }

    /** Nothing is listened to, nothing of the home is written, and nobody waits for files to settle. */
    private static Map<String, String> closedDoors(Path folder) {
        return Map.ofEntries(
                Map.entry("gateway.data-directory", folder.resolve("data").toString()),
                Map.entry("ingress.file.directory", folder.resolve("data/inbox").toString()),
                Map.entry("ingress.file.poll-interval", "20ms"), Map.entry("ingress.file.settle-time", "10ms"),
                Map.entry("ingress.jms.broker-url", ""), Map.entry("ingress.jms.connection-factory", ""),
                Map.entry("ingress.jms.queue", REQUESTS), Map.entry("gateway.broker.url", ""), Map.entry("gateway.broker.acceptor", ""),
                Map.entry("gateway.ledger.url", ""), Map.entry("intake.max-disk-usage", "100"),
                Map.entry("gateway.settings-interval", "1d"), Map.entry("camel.server.enabled", "false"),
                Map.entry("camel.management.enabled", "false"), Map.entry("camel.ssl.enabled", "false"),
                Map.entry("camel.main.messageHistory", "true"), Map.entry("camel.main.routesReloadEnabled", "false"),
                Map.entry("camel.main.jmxEnabled", "false"),
                Map.entry("camel.main.shutdownTimeout", "5"));
    }

    /** The context, for code that inspects routes. */
    public CamelContext context() {
        return main.getCamelContext();
    }

    /** Whose mail it delivers. */
    public List<String> senders() {
        return main.getCamelContext().getRegistry().findSingleByType(Senders.class).names();
    }

    /** File and line of a route; the folder of all if there is none. */
    String placeOf(String id) {
        Route route = main.getCamelContext().getRoute(id);
        return route == null || route.getSourceLocation() == null ? "routes/" : route.getSourceLocation().replaceFirst("^file:", "");
    }

    /** True if a route of this id runs. */
    public boolean hasRoute(String id) {
        return main.getCamelContext().getRoute(id) != null;
    }

    /** True if the queue of the JMS door is read. */
    public boolean hasJmsDoor() {
        return main.getCamelContext().getRoutes().stream().anyMatch(
                route -> route.getEndpoint() instanceof JmsEndpoint jms && REQUESTS.equals(jms.getDestinationName()));
    }

    /** True if the HTTP door is open in this home. */
    public boolean hasHttpDoor() {
        return outside.http().at("/notifications") != null;
    }

    /**
     * Hands a request in by HTTP; returns its answer.
     *
     * @throws IllegalStateException if no route takes it
     */
    public Answer post(byte[] request, Map<String, String> headers) throws Exception {
        DefaultConsumer door = outside.http().at("/notifications");
        if (door == null) {
            throw new IllegalStateException("no route takes POST /notifications");
        }
        Exchange exchange = door.createExchange(false);
        exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "POST");
        exchange.getMessage().setHeader("Content-Type", "application/json");
        exchange.getMessage().setHeader("GatewayCaller", "anyone");
        headers.forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setBody(request);
        door.getProcessor().process(exchange);
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        boolean failed = exchange.getException() != null;
        Answer answer = new Answer(failed ? 500 : status == null ? 200 : status, body == null ? "" : new String(body, UTF_8));
        door.releaseExchange(exchange, false);
        return answer;
    }

    /** Drops a request into the inbox; returns 202 if it was accepted, 422 and the faults if it was refused. */
    public Answer file(String name, byte[] request, Duration patience) throws IOException {
        Path inbox = folder.resolve("data/inbox");
        Path part = Files.write(inbox.resolve(name + ".part"), request);
        Files.move(part, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        Path accepted = inbox.resolve(".accepted").resolve(name);
        return answer(inbox, name, accepted, inbox.resolve(".rejected").resolve(name + ".error.json"), patience);
    }

    /** Names of the folders of finished mails. */
    List<String> emlFolders() {
        return main.getCamelContext().getRoutes().stream()
                .map(Route::getRouteId)
                .filter(id -> id.startsWith(EML_ROUTE))
                .map(id -> id.substring(EML_ROUTE.length()))
                .toList();
    }

    /** Who mail of a folder is from. */
    String fromAddress(String folder) {
        String sender = main.getCamelContext().resolvePropertyPlaceholders("{{" + EmlFolders.PREFIX + folder + ".sender:" + Senders.DEFAULT + "}}");
        return main.getCamelContext().getRegistry().findSingleByType(Senders.class).of(sender).fromAddress();
    }

    /** Drops a finished mail into a folder; returns as {@link #file} does. */
    public Answer eml(String where, String name, byte[] mail, Duration patience) throws IOException {
        Path there = folder.resolve("eml").resolve(where);
        Path part = Files.write(there.resolve(name + ".part"), mail);
        Files.move(part, there.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        return answer(there, name, null, there.resolve(name + ".error.json"), patience);
    }

    /** A look at folders misses a file that is moved from one to the other meanwhile, as happens twice to each. */
    private Answer answer(Path folder, String name, @Nullable Path accepted, Path faults, Duration patience) throws IOException {
        int[] missed = {0};
        boolean known = await(patience, () -> {
            missed[0] = isThere(folder, name) ? 0 : missed[0] + 1;
            return accepted != null && Files.exists(accepted) || Files.exists(faults) || missed[0] == MISSED;
        });
        return Files.exists(faults) ? new Answer(422, Files.readString(faults)) : new Answer(known ? 202 : 503, "");
    }

    private static boolean isThere(Path inbox, String name) {
        try (Stream<Path> all = Files.walk(inbox)) {
            return all.anyMatch(path -> path.getFileName().toString().contains(name));
        } catch (IOException | UncheckedIOException e) {
            return true; // it is on its way
        }
    }

    /** Sends a request to the queue of the JMS door; what was refused of it is found in {@link #sent}. */
    public void jms(byte[] request) {
        ConnectionFactory broker =
                main.getCamelContext().getRegistry().lookupByNameAndType("connectionFactory", ConnectionFactory.class);
        try (JMSContext jms = broker.createContext()) {
            jms.createProducer().send(jms.createQueue(REQUESTS), new String(request, UTF_8));
        }
    }

    /** Puts the clock forward, so that retries become due and mails expire. */
    public void advance(Duration time) {
        outside.jump(time);
    }

    /** What has left the gateway so far. */
    public List<SentMail> sent() throws IOException {
        return outside.sent();
    }

    /** What routes have handed to endpoints of their own that is no mail, such as refused requests. */
    List<SentMail> keptByRoutes() {
        return outside.elsewhere().stream().filter(one -> one.recipients().isEmpty()).toList();
    }

    /** True if the JMS door has left nothing in its queue, nor put anything back. */
    boolean hasTakenRequests() {
        OutboxStore store = main.getCamelContext().getRegistry().findSingleByType(OutboxStore.class);
        return store.depths(List.of(REQUESTS)).values().stream().allMatch(depth -> depth.messages() == 0);
    }

    /** From now on no endpoint of a route's own takes a mail. */
    void takeEndpointsAway() {
        outside.leave();
    }

    /** True if mail of this sender has gone out by a route's own endpoint. */
    boolean wentElsewhere(String sender) {
        return outside.elsewhere().stream().anyMatch(mail -> mail.from().equals(settings(sender).fromAddress()) && !mail.recipients().isEmpty());
    }

    /** A route's own endpoint that has not taken a mail of this sender; empty if there is none. */
    String lostAt(String sender) {
        return outside.lost(settings(sender).fromAddress());
    }

    private MailSettings settings(String sender) {
        return main.getCamelContext().getRegistry().findSingleByType(Senders.class).of(sender);
    }

    /** True if the MailSettings of this sender name a server. */
    boolean isSentBySmtp(String sender) {
        return settings(sender).delivery() instanceof Delivery.Smtp;
    }

    /** Every attempt so far. */
    public List<Attempted> attempts() {
        return outside.attempts();
    }

    /** Ids of steps that mail has passed so far. */
    public Set<String> passed() {
        return outside.passed();
    }

    /** Every step that has failed so far. */
    public List<RehearsalFailure> failures() {
        return outside.failures();
    }

    /**
     * Waits until no mail is on its way, nothing that was deferred is due, and nothing happens any more for a moment; a longer
     * one if a sender pauses.
     */
    void quiet(Duration patience) {
        List<String> ways = new ArrayList<>(List.of(REQUESTS));
        senders().forEach(sender -> ways.addAll(Queues.of(sender, 0)));
        OutboxStore store = main.getCamelContext().getRegistry().findSingleByType(OutboxStore.class);
        WaitingQueues waiting = main.getCamelContext().getRegistry().findSingleByType(WaitingQueues.class);
        long looked = waiting.looks() + 2; // one may have begun before the clock was put forward
        long[] last = {-1, System.nanoTime()};
        await(patience, () -> {
            if (waiting.looks() < looked) {
                return false;
            }
            long now = outside.happenings();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            boolean empty = store.depths(ways).values().stream().allMatch(depth -> depth.messages() == 0);
            return System.nanoTime() - last[1] > (empty ? QUIET_NANOS : PAUSED_NANOS);
        });
    }

    /** Waits until something is so; false if it is not within that time. */
    public boolean await(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws Exception {
        main.stop();
        servers.close();
        Folders.delete(folder);
    }
}
