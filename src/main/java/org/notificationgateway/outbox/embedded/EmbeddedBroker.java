// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.MBeanServerFactory;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.ConfigurationUtils;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerBasePlugin;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.EntryProperties;
import org.notificationgateway.outbox.EntryReceivers;
import org.notificationgateway.outbox.GroupStore;
import org.notificationgateway.outbox.MailFiles;
import org.notificationgateway.outbox.OutboxSession;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.QueueDepth;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.InvalidSettingsException;

/**
 * The outbox's store when no external broker is named: Artemis inside this process, its journal forced to disk before
 * a send returns. No message is ever deleted for having failed: Artemis on its own would do so after ten rollbacks.
 */
public final class EmbeddedBroker extends ServiceSupport implements OutboxStore {
    private static final AtomicInteger SERVERS = new AtomicInteger(); // several in one JVM need several names
    private static final long CONNECTIONS = 500; // of clients, unless the URL says otherwise
    private static final String ROLE_GATEWAY = "gateway";
    private static final String ROLE_CLIENT = "client";
    private static final int UNLIMITED = -1;
    private static final String CANNOT_LISTEN = "AMQ229230"; // Artemis gives no cause
    /** Nanoseconds that a commit waits for others before it is forced to disk; Artemis' own 3.3 ms would be most of it. */
    private static final int JOURNAL_PATIENCE = 200_000;
    private static final int JOURNAL_FILE = 5 << 20;
    /** There from the first start on, and so often that settling goes on for a while when the disk has no room. */
    private static final int JOURNAL_FILES = 5;
    /** So many stay when what waited in them is gone; with more, a disk that was full once would stay so. */
    private static final int KEPT_JOURNAL_FILES = 20;
    /** From so many files on, half of them garbage, the journal is compacted: while the kept ones are room enough. */
    private static final int FILES_TO_COMPACT = 10;
    private static final int PERCENT_TO_COMPACT = 50;
    /**
     * Ids of mails that a sender's queue remembers. They tell only whether a request that was in hand at a crash was stored, and
     * lie in the journal, which gives no file back before they are forgotten: with many it is compacted all the time.
     */
    private static final int REMEMBERED_IDS = 4_000;
    /** The largest record: entries of up to {@link EmbeddedTransaction#LARGEST} bytes go into the journal. */
    private static final int JOURNAL_BUFFER = 5 << 19;
    private static final int PAGE = 2 << 20;
    private static final int LEAST_MEMORY = 16 << 20;

    /**
     * Lets JMS clients of other processes in.
     *
     * @param url acceptor such as {@code tcp://127.0.0.1:61616}
     */
    public record Acceptor(String url, String username, String password) {
        @Override
        public String toString() {
            return "acceptor " + url;
        }
    }

    private final Path directory;
    private final Collection<String> senders;
    private final Redelivery redelivery;
    private final @Nullable Acceptor acceptor;
    private final int serverId = SERVERS.getAndIncrement();
    private final String username = ROLE_GATEWAY + "-" + UUID.randomUUID(); // no client can bear the same name
    private final String password = UUID.randomUUID().toString();
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ() {
        @Override
        public void createActiveMQServer() {
            if (activeMQServer == null) {
                activeMQServer = new WholeFiles(configuration, mbeanServer, securityManager);
            }
        }
    };
    private final MailFiles files;
    private final StorageGuard storage;
    private final SelfStop selfStop = new SelfStop();

    /**
     * @param directory folder of the journal; made if missing, as is {@code mails} beside it for the bytes of large mails
     * @param senders whose outboxes must exist
     * @param acceptor null for a broker without any socket
     */
    public EmbeddedBroker(
            Path directory,
            Collection<String> senders,
            Redelivery redelivery,
            @Nullable Acceptor acceptor) {
        this(directory, senders, redelivery, acceptor, new StorageGuard(directory, 100));
    }

    /** @param storage asked for each message of a client */
    public EmbeddedBroker(
            Path directory,
            Collection<String> senders,
            Redelivery redelivery,
            @Nullable Acceptor acceptor,
            StorageGuard storage) {
        this.storage = storage;
        storage.add(new JournalFiles(server()));
        this.directory = directory;
        this.senders = List.copyOf(senders);
        this.redelivery = redelivery;
        this.acceptor = acceptor;
        files = new MailFiles(directory.resolveSibling("mails"));
    }

    /** How the gateway itself reaches it: in this JVM, by a password nobody else has. */
    public BrokerAccess access() {
        return new BrokerAccess("vm://" + serverId, username, password);
    }

    /** Artemis itself; null before the first start. */
    public Supplier<@Nullable ActiveMQServer> server() {
        return broker::getActiveMQServer;
    }

    /**
     * How mails get into it.
     *
     * @param shortWay without a connection
     */
    public GroupStore store(boolean shortWay) {
        return shortWay ? new EmbeddedStore(server(), files) : new OutboxSession(access().connectionFactory(), files);
    }

    /** Where the bytes of large mails lie. */
    public MailFiles files() {
        return files;
    }

    /**
     * How entries get out of it.
     *
     * @param shortWay without a connection
     */
    public EntryReceivers receivers(boolean shortWay) {
        ConnectionFactory factory = access().connectionFactory();
        return shortWay
                ? (plan, room) -> new EmbeddedReceiver(server().get(), factory, plan, room)
                : EntryReceivers.over(factory);
    }

    /** False once it has stopped itself, as Artemis does when its disk fails. */
    public boolean isRunning() {
        return broker.getActiveMQServer() != null && broker.getActiveMQServer().isStarted();
    }

    /** Whether its disk failed it, or it stopped although nobody told it to. */
    public boolean hasFailed() {
        return selfStop.happened() || selfStop.failure() != null;
    }

    @Override
    public List<Fault> prepare(Collection<String> names) throws Exception {
        for (String queue : Queues.all(names, redelivery.steps().count())) {
            broker.getActiveMQServer().createQueue(durable(queue).setAutoCreateAddress(true), true);
        }
        return List.of();
    }

    @Override
    public String waitingForOthers(Collection<String> names) {
        ActiveMQServer server = broker.getActiveMQServer();
        if (server == null || !server.isStarted()) {
            return "";
        }
        return server.getPostOffice().getAllBindings()
                .filter(LocalQueueBinding.class::isInstance)
                .map(binding -> ((LocalQueueBinding) binding).getQueue())
                .filter(queue -> Queues.isOutboxOfOthers(queue.getName().toString(), names))
                .collect(Collectors.groupingBy(
                        queue -> Queues.mainOf(queue.getName().toString()), TreeMap::new,
                        Collectors.summingLong(Queue::getMessageCount)))
                .entrySet().stream()
                .filter(waiting -> waiting.getValue() > 0)
                .map(waiting -> waiting.getKey() + " holds " + waiting.getValue())
                .collect(Collectors.joining(", "));
    }

    @Override
    public Map<String, QueueDepth> depths(Collection<String> queues) {
        ActiveMQServer server = broker.getActiveMQServer();
        Map<String, QueueDepth> depths = new HashMap<>();
        if (server != null && server.isStarted()) {
            for (String name : queues) {
                Queue queue = server.locateQueue(name);
                if (queue != null) {
                    depths.put(name, new QueueDepth(queue.getMessageCount(), oldest(queue)));
                }
            }
        }
        return depths;
    }

    @Override
    public byte @Nullable [] inHands(String name, String mail) {
        ActiveMQServer server = broker.getActiveMQServer();
        Queue queue = server == null || !server.isStarted() ? null : server.locateQueue(name);
        return queue == null
                ? null
                : queue.getDeliveringMessages().values().stream().flatMap(List::stream)
                        .map(reference -> reference.getMessage().toCore())
                        .filter(message -> mail.equals(message.getStringProperty(EntryProperties.MAIL)) && !message.isLargeMessage())
                        .map(EmbeddedBroker::body)
                        .findFirst()
                        .orElse(null);
    }

    private static byte[] body(ICoreMessage message) {
        ActiveMQBuffer body = message.getReadOnlyBodyBuffer();
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        return bytes;
    }

    /** Calls for each entry and each dead or expired one, delivered at the moment or not, with the name of its queue. */
    void forEachEntry(BiConsumer<String, Message> look) {
        ActiveMQServer server = broker.getActiveMQServer();
        server.getPostOffice().getAllBindings()
                .filter(LocalQueueBinding.class::isInstance)
                .map(binding -> ((LocalQueueBinding) binding).getQueue())
                .filter(queue -> Queues.holdsEntries(queue.getName().toString()))
                .forEach(queue -> forEachEntry(queue, message -> look.accept(queue.getName().toString(), message)));
    }

    private static void forEachEntry(Queue queue, Consumer<Message> look) {
        try (LinkedListIterator<MessageReference> waiting = queue.browserIterator()) {
            while (waiting.hasNext()) {
                look.accept(waiting.next().getMessage());
            }
        }
        queue.getScheduledMessages().forEach(reference -> look.accept(reference.getMessage()));
        queue.getDeliveringMessages().values().forEach(some ->
                some.forEach(reference -> look.accept(reference.getMessage())));
    }

    /** The next in line, and all that wait for their time or are being worked on. */
    private static @Nullable Instant oldest(Queue queue) {
        List<MessageReference> candidates = new ArrayList<>(queue.getScheduledMessages());
        queue.getDeliveringMessages().values().forEach(candidates::addAll);
        MessageReference first = queue.peekFirstMessage();
        if (first != null) {
            candidates.add(first);
        }
        return candidates.stream()
                .map(EmbeddedBroker::acceptedAt)
                .min(Comparator.naturalOrder())
                .map(Instant::ofEpochMilli)
                .orElse(null);
    }

    private static Long acceptedAt(MessageReference reference) {
        Message message = reference.getMessage();
        return message.containsProperty(EntryProperties.ACCEPTED_AT)
                ? message.getLongProperty(EntryProperties.ACCEPTED_AT)
                : Long.valueOf(message.getTimestamp());
    }

    private static QueueConfiguration durable(String queue) {
        return QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST).setDurable(true).setAutoCreated(false);
    }

    /** Does this, with the reason, when it stops although nobody told it to, or now if it has; must return at once. */
    public void whenItStopsItself(Consumer<String> task) {
        selfStop.then(task);
    }

    @Override
    protected void doStart() throws Exception {
        files.open();
        broker.setConfiguration(configuration());
        broker.setMbeanServer(MBeanServerFactory.newMBeanServer()); // the JVM's own would be made for it: JMX is off
        broker.setSecurityManager(securityManager());
        broker.createActiveMQServer();
        ActiveMQServer server = broker.getActiveMQServer();
        server.registerIOCriticalErrorListener(selfStop);
        server.registerActivateCallback(selfStop);
        server.registerActivationFailureListener(e -> selfStop.onIOException(e, String.valueOf(e.getMessage()), null));
        selfStop.expect(false);
        broker.start();
        if (!server.isActive()) { // Artemis would leave it at a line in the log
            if (acceptor != null && String.valueOf(selfStop.failure()).contains(CANNOT_LISTEN)) {
                throw new InvalidSettingsException(List.of(new Fault(
                        "gateway.broker.acceptor", "cannot listen at " + acceptor.url() + ": " + selfStop.failure(),
                        "an address of this machine and a port that nobody uses", "gateway.broker.acceptor")));
            }
            throw new BrokerFailedException(new Fault(
                    "the broker in " + directory, "does not start: " + selfStop.failure(),
                    "its own files, unharmed, and room for more", "gateway.data-directory").toString());
        }
    }

    @Override
    protected void doStop() throws Exception {
        selfStop.expect(true);
        broker.stop();
    }

    private Configuration configuration() throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setName("notification-gateway")
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString())
                .setPersistenceEnabled(true)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalBufferTimeout_NIO(JOURNAL_PATIENCE)
                .setJournalBufferSize_NIO(JOURNAL_BUFFER)
                .setJournalFileSize(JOURNAL_FILE)
                .setJournalMinFiles(JOURNAL_FILES)
                .setJournalPoolFiles(KEPT_JOURNAL_FILES)
                .setJournalCompactMinFiles(FILES_TO_COMPACT)
                .setJournalCompactPercentage(PERCENT_TO_COMPACT)
                .setIDCacheSize(REMEMBERED_IDS)
                .setGlobalMaxSize(Math.max(LEAST_MEMORY, Runtime.getRuntime().maxMemory() / 8))
                .setMaxDiskUsage(UNLIMITED) // it would block whoever sends; intake asks first, and says no
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(true)
                .addAcceptorConfiguration("in-vm", "vm://" + serverId)
                .addAddressSetting("#", keepEverything(redelivery.attempts()));
        if (acceptor != null) {
            for (TransportConfiguration parsed : ConfigurationUtils.parseAcceptorURI("clients", onlyCore(acceptor.url()))) {
                parsed.getParams().putIfAbsent(TransportConstants.CONNECTIONS_ALLOWED, CONNECTIONS);
                configuration.addAcceptorConfiguration(new TransportConfiguration(
                        ClientsAcceptor.class.getName(), parsed.getParams(), parsed.getName(), parsed.getExtraParams()));
            }
        }
        for (String queue : Queues.patient()) {
            configuration.addAddressSetting(queue, keepEverything(UNLIMITED));
        }
        for (String queue : Queues.all(senders, redelivery.steps().count())) {
            if (Queues.isWaiting(queue)) {
                configuration.addAddressSetting(queue, keepEverything(UNLIMITED)); // its head is taken and put back often
            }
            configuration.addAddressConfiguration(new CoreAddressConfiguration()
                    .setName(queue)
                    .addRoutingType(RoutingType.ANYCAST)
                    .addQueueConfiguration(durable(queue)));
        }
        configuration.addAddressConfiguration(
                new CoreAddressConfiguration().setName(Queues.EVENTS).addRoutingType(RoutingType.MULTICAST));
        configuration.addAddressSetting(Queues.EVENTS, keepEverything(UNLIMITED) // an event is no dead letter
                .setRedeliveryDelay(0)); // else the next would overtake one that was put back
        configuration.registerBrokerPlugin(new WholeMessages(selfStop::failure));
        configuration.registerBrokerPlugin(new ActiveMQServerBasePlugin() {
            @Override
            public void registered(ActiveMQServer server) { // before the acceptors open
                server.getRemotingService().addIncomingInterceptor(new ClientSends(storage));
            }
        });
        Role gateway = new Role(ROLE_GATEWAY, true, true, true, true, true, true, true, true, true, true, false, false);
        configuration.putSecurityRoles("#", Set.of(gateway));
        // Clients of other processes hand in requests and read refusals; the outbox is none of their business.
        configuration.putSecurityRoles(Queues.REQUESTS, Set.of(gateway, client(true)));
        configuration.putSecurityRoles(Queues.REFUSED, Set.of(gateway, client(false)));
        configuration.putSecurityRoles(Queues.EVENTS, Set.of(gateway, new Role(
                ROLE_CLIENT, false, true, true, true, true, true, false, true, false, false, false, false))); // subscriptions
        return configuration;
    }

    private static Role client(boolean mayEnqueue) {
        return new Role(
                ROLE_CLIENT, mayEnqueue, !mayEnqueue, false, false, false, false, false, !mayEnqueue, false, false,
                false, false);
    }

    /** The core protocol alone: each further one is a further way in. */
    private static String onlyCore(String url) {
        return url.contains("protocols=") ? url : url + (url.contains("?") ? ";" : "?") + "protocols=CORE";
    }

    private AddressSettings keepEverything(int attempts) {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of(Queues.DEAD))
                .setExpiryAddress(SimpleString.of(Queues.EXPIRED))
                .setMaxDeliveryAttempts(attempts)
                .setRedeliveryDelay(redelivery.backoff().first().toMillis())
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(redelivery.backoff().longest().toMillis())
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageSizeBytes(PAGE)
                .setAutoCreateAddresses(false)
                .setAutoCreateQueues(false)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(false);
    }

    private ActiveMQJAASSecurityManager securityManager() {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(username, password);
        users.addRole(username, ROLE_GATEWAY);
        if (acceptor != null) {
            users.addUser(acceptor.username(), acceptor.password());
            users.addRole(acceptor.username(), ROLE_CLIENT);
        }
        return new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users);
    }
}
