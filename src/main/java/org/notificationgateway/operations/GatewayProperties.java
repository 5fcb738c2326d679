// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.notificationgateway.delivery.FileMode;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.TextFile;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.smtp.SmtpSettings;
import org.notificationgateway.smtp.SmtpTimeouts;
import org.notificationgateway.smtp.TrustedServers;

/** Reads the gateway's own settings through Camel, so that files, environment and tests override them alike. */
public final class GatewayProperties {
    /** What is seen of a value that names another one, which is not there. */
    static final String UNRESOLVED = "is a placeholder that cannot be resolved";

    private final CamelContext context;

    public GatewayProperties(CamelContext context) {
        this.context = context;
    }

    /** The home the launcher named; the working directory otherwise. */
    public GatewayHome home() {
        return new GatewayHome(Path.of(context.resolvePropertyPlaceholders("{{gateway.home:.}}")));
    }

    /**
     * The value as it is written; empty without one.
     *
     * @throws StartRefusedException if it holds a placeholder that nothing resolves
     */
    public String text(String key) {
        return resolved(key, "{{?" + key + "}}"); // behind "key:" Camel looks for a function of that name, in every jar
    }

    /** Every key of the files and of the program's own that begins so, in alphabetical order. */
    Set<String> keys(String prefix) {
        return new TreeSet<>(
                context.getPropertiesComponent().loadProperties(key -> key.startsWith(prefix)).stringPropertyNames());
    }

    /** What the home's file says now, with the environment on top; of what this program was started with it tells nothing. */
    Map<String, String> inFile() throws IOException {
        Properties now = home().settings(System.getenv());
        Map<String, String> all = new TreeMap<>();
        now.stringPropertyNames().forEach(key -> all.put(key, now.getProperty(key)));
        return all;
    }

    /** Another value from now on. */
    void override(String key, String value) {
        context.getPropertiesComponent().addOverrideProperty(key, value);
    }

    public boolean flag(String key) {
        return (Boolean) value(key);
    }

    /** Where a server of ours answers. */
    public String url(String server) {
        return GatewayHome.url(server, this::text);
    }

    /** True when a server of ours lets in only who shows a certificate of the operator's own choice. */
    public boolean clientCertificates(String server) {
        return url(server).startsWith("https:")
                && text("camel.ssl.clientAuthentication").equalsIgnoreCase("REQUIRE")
                && !text("camel.ssl.trustStore").isEmpty() // else every public authority's
                && !flag("camel.ssl.trustAllCertificates");
    }

    /** One of a few words, in lower case. */
    String word(String key) {
        return ((String) value(key)).toLowerCase(Locale.ROOT);
    }

    public int number(String key) {
        return (Integer) value(key);
    }

    public Duration duration(String key) {
        return (Duration) value(key);
    }

    /** In their order; at least one. */
    public List<Duration> durations(String key) {
        return ((List<?>) value(key)).stream().map(Duration.class::cast).toList();
    }

    public FileMode fileMode(String key) {
        return FileMode.of((String) value(key));
    }

    /** A file or folder, below the home unless it is absolute. */
    public Path path(String key) {
        return home().resolve(value(key).toString());
    }

    /** The value as its type reads it; of a key that nobody has set, the one it has by itself. */
    private Object value(String key) {
        GatewayKey known = GatewayKeys.of(key);
        String text = text(key);
        return known.read(key, text.isEmpty() && keys(key).isEmpty() ? resolved(key, known.standard()) : text);
    }

    private String resolved(String key, String text) {
        try {
            String value = context.resolvePropertyPlaceholders(text);
            return value == null ? "" : value.strip();
        } catch (IllegalArgumentException e) { // its message may quote a secret
            throw fault(key, UNRESOLVED, "one that Camel's properties or vaults know");
        }
    }

    /** Refuses a keystore of Camel's that cannot be opened, which would end a start with a trace. */
    void keystore(String key, String password, String type) {
        if (!flag("camel.ssl.enabled") || text(key).isEmpty()) {
            return;
        }
        KeyStoreParameters store = new KeyStoreParameters();
        store.setCamelContext(context);
        store.setResource(text(key));
        store.setPassword(text(password).isEmpty() ? null : text(password));
        store.setType(text(type).isEmpty() ? null : text(type));
        try {
            store.createKeyStore();
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw fault(key, "is " + text(key) + ", which cannot be opened (" + e.getClass().getSimpleName() + ")",
                    "a keystore, and " + password + " to open it");
        }
    }

    /** The limits of requests. */
    public Limits limits() {
        return new Limits(
                number("intake.max-request-size"), number("intake.max-recipients"), number("intake.max-attachments"),
                number("intake.max-subject-length"), number("intake.max-name-length"), number("intake.max-headers"));
    }

    /** How SMTP servers are used. */
    public SmtpSettings smtp() throws IOException {
        return new SmtpSettings(
                new SmtpTimeouts(
                        duration("delivery.smtp.connect-timeout"), duration("delivery.smtp.greeting-timeout"),
                        duration("delivery.smtp.command-timeout"), duration("delivery.smtp.data-timeout"),
                        duration("delivery.smtp.write-timeout"), duration("delivery.smtp.final-dot-timeout"),
                        duration("delivery.smtp.total-timeout")),
                number("delivery.smtp.connections"), number("delivery.smtp.mails-per-connection"),
                duration("delivery.smtp.connection-age"), duration("delivery.smtp.idle-time"), text("delivery.smtp.ehlo-name"),
                flag("delivery.smtp.allow-clear-credentials"), trusted(), RepliesFile.of(home().directory()));
    }

    /** The certificates that are trusted besides the JVM's own. */
    List<X509Certificate> trusted() {
        String key = "delivery.smtp.trust";
        if (text("delivery.smtp.trust").isEmpty()) {
            return List.of();
        }
        Path file = path(key);
        try {
            return TrustedServers.read(TextFile.bytes(file));
        } catch (IOException e) {
            throw fault(key, "is " + file + ", which cannot be read (" + e.getClass().getSimpleName() + ")", "a file of certificates in PEM");
        } catch (IllegalArgumentException e) {
            throw fault(key, "is " + file + ", which " + e.getMessage(), "a file of certificates in PEM");
        }
    }

    /** Resolves a folder against the home, for us and for the routes that name the key; Camel decodes those twice. */
    public Path absoluteFolder(String key) {
        Path folder = path(key);
        context.getPropertiesComponent().addOverrideProperty(key, folder.toString().replace("%", "%2525"));
        return folder;
    }

    /** For commands that start no gateway. */
    public static GatewayProperties of(Properties settings) {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setInitialProperties(settings);
        return new GatewayProperties(context);
    }

    /** The same, of a home. */
    public static GatewayProperties of(GatewayHome home) throws IOException {
        return of(home, home.settings(System.getenv()));
    }

    static GatewayProperties of(GatewayHome home, Properties settings) {
        settings.setProperty(GatewayKeys.HOME, home.directory().toString());
        return of(settings);
    }

    /** Whatever is wrong with them and stops a start, all of it in one go. */
    public List<Fault> faults() {
        Set<Fault> faults = new LinkedHashSet<>(new UnknownKeys(context, home()).faults(keys("")));
        for (String key : keys("")) {
            collect(faults, () -> judge(key));
        }
        StartRules.of(this).forEach(rule -> collect(faults, rule)); // which find a value again that is none
        return List.copyOf(faults);
    }

    private void judge(String key) {
        GatewayKeys.find(key).ifPresent(known -> known.read(key, text(key)));
        if (UnknownKeys.isBoundByCamel(key) && text(key).isEmpty()) {
            throw fault(key, "is ''", "a value, or no such line");
        }
    }

    private static void collect(Set<Fault> faults, Runnable look) {
        try {
            look.run();
        } catch (StartRefusedException e) {
            faults.addAll(e.faults());
        }
    }

    /** The same, before vaults can be asked: their own settings are among these. */
    public void refuseFaults() {
        StartRefusedException.unlessEmpty(
                faults().stream().filter(fault -> !fault.seen().equals(UNRESOLVED)).toList());
    }

    private static StartRefusedException fault(String key, String seen, String expected) {
        return new StartRefusedException(key, seen, expected, GatewayKey.where(key));
    }
}
