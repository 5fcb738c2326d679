// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads {@code appsettings.json} and {@code appsettings.agent.json} as an operator copies them from the product, their
 * environment layers, and {@code appsettings.NAME.json} of further senders. Environment variables such as
 * {@code MailSettings__Host} win over files. Sections and keys it does not know are left to the product.
 */
public final class SendersLoader {
    private static final String AGENT_SECTION = "PasswordResetSettings:MailSettings";
    private static final String SECTION = "MailSettings";
    private static final String CONFIG = "config";
    private static final Pattern FURTHER = Pattern.compile("appsettings\\.([A-Za-z0-9_-]{1,32})\\.json");
    /** Files of the product, and layers of other environments, that are no senders. */
    private static final Set<String> NO_SENDERS =
            Set.of("agent", "server", "encrypted", "connection", "development", "staging", "production");

    private final Path home;
    private final SettingsLayers layers;
    private final MailSettingsReader reader;
    /** Files that said something when they were read last, and those of the settings that hold. */
    private final Set<Path> read = new TreeSet<>();
    private Set<Path> inForce = Set.of();

    /**
     * @param home folder with {@code config/}; relative paths in settings resolve against it
     * @param addresses the rule for FromAddress and the catch-all addresses
     * @param placeholders resolves {@code {{…}}} in UserName and Password
     */
    public SendersLoader(
            Path home, Map<String, String> environment, AddressRule addresses, UnaryOperator<String> placeholders) {
        this.home = home;
        this.layers = SettingsLayers.of(environment);
        this.reader = new MailSettingsReader(addresses, new DeliveryReader(home, placeholders), environment.keySet());
    }

    /** A loader for settings without placeholders. */
    public SendersLoader(Path home, Map<String, String> environment, AddressRule addresses) {
        this(home, environment, addresses, UnaryOperator.identity());
    }

    /**
     * Returns every configured sender.
     *
     * @throws InvalidSettingsException naming every fault of every file
     */
    public synchronized Senders load() {
        Senders senders = loadAll();
        inForce = Set.copyOf(read);
        return senders;
    }

    /**
     * The same while the gateway runs: a file that is gone, or says nothing any more, may be gone for a moment only, and
     * with it a catch-all.
     *
     * @throws VanishedSettingsException naming the files that were read before and are not there now
     */
    public synchronized Senders reload() {
        refuseGone(inForce.stream().filter(file -> !SettingsLayers.isThere(file)).toList());
        Senders senders = loadAll();
        refuseGone(inForce.stream().filter(file -> !read.contains(file)).toList()); // also between the two looks
        inForce = Set.copyOf(read);
        return senders;
    }

    private static void refuseGone(List<Path> gone) {
        if (!gone.isEmpty()) {
            throw new VanishedSettingsException(gone);
        }
    }

    private Senders loadAll() {
        read.clear();
        List<Fault> faults = new ArrayList<>();
        Path serverFile = file("appsettings.json");
        if (!SettingsLayers.isThere(serverFile)) {
            throw new InvalidSettingsException(List.of(new Fault(
                    "settings file", "is missing", "the product's appsettings.json, or the one shipped",
                    serverFile.toString())));
        }
        List<MailSettings> senders = new ArrayList<>();
        Section server = new Section(SECTION, serverFile.toString(), merged(serverFile, "", faults));
        Section agent = agentSection(server, serverFile, faults);
        int before = faults.size();
        if (before == 0) {
            reader.read(Senders.DEFAULT, server, Integer.parseInt(MailKey.MAX_RECIPIENTS.standard()), faults)
                    .ifPresent(senders::add);
            boolean own = !agent.path().equals(server.path()) || !agent.origin().equals(server.origin());
            List<Fault> agentFaults = new ArrayList<>();
            reader.read(Senders.AGENT, agent, agentMost(own), agentFaults).map(this::withMigrationGuide).ifPresent(senders::add);
            // Where the agent falls back to the server's section, most of its faults are the same ones.
            Set<Fault> known = new HashSet<>(faults);
            agentFaults.stream().filter(known::add).forEach(faults::add);
        }
        for (Path file : furtherFiles(faults)) {
            further(file, faults).ifPresent(senders::add);
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return new Senders(senders);
    }

    /** The files whose change may change a sender, for whoever watches them. */
    public synchronized List<Path> files() {
        Set<Path> files = new TreeSet<>(furtherFiles(new ArrayList<>()));
        files.add(file("appsettings.json"));
        files.add(file("appsettings.agent.json"));
        List<Path> all = new ArrayList<>(files);
        files.forEach(file -> all.add(layers.layerOf(file)));
        return all;
    }

    /** The product's migration guide spells the agent's file in a way that nobody reads. */
    private MailSettings withMigrationGuide(MailSettings agent) {
        Path misspelt = file("appsettings-agent.json");
        return SettingsLayers.isThere(misspelt)
                ? agent.warned(misspelt + " is not read: the agent's settings are read from appsettings.agent.json")
                : agent;
    }

    /** The agent has no MaxRecipients of its own in the product. */
    private static int agentMost(boolean ownSection) {
        return ownSection ? PolicySettings.MOST_RECIPIENTS : Integer.parseInt(MailKey.MAX_RECIPIENTS.standard());
    }

    private Section agentSection(Section server, Path serverFile, List<Fault> faults) {
        Path agentFile = file("appsettings.agent.json");
        boolean there = SettingsLayers.isThere(agentFile) || SettingsLayers.isThere(layers.layerOf(agentFile));
        Map<String, Setting> own = there ? merged(agentFile, "", faults) : Map.of();
        Section bare = new Section(SECTION, agentFile.toString(), own);
        Section chosen = Stream.of(
                        new Section(AGENT_SECTION, agentFile.toString(), own),
                        // A variable MailSettings__Host is there for the server: alone it makes no section here.
                        bare.isInFile() ? bare : new Section(SECTION, agentFile.toString(), Map.of()),
                        new Section(AGENT_SECTION, serverFile.toString(), server.values()))
                .filter(Section::exists)
                .findFirst()
                .orElse(server);
        return withLife(chosen, own.get(MailSettingsReader.VALID_FOR.toLowerCase(Locale.ROOT)));
    }

    /** How long reset links live stands in the agent's file even where its MailSettings come from the server's. */
    private static Section withLife(Section chosen, @Nullable Setting life) {
        if (life == null || life.value().isBlank()) {
            return chosen;
        }
        Map<String, Setting> values = new LinkedHashMap<>(chosen.values());
        values.put(life.key().toLowerCase(Locale.ROOT), life);
        return new Section(chosen.path(), chosen.origin(), values);
    }

    private Optional<MailSettings> further(Path file, List<Fault> faults) {
        Matcher name = FURTHER.matcher(file.getFileName().toString());
        String sender = name.matches() ? name.group(1) : "";
        Map<String, Setting> values = merged(file, MisspeltVariable.prefix(sender) + "__", faults);
        Section section = new Section(SECTION, file.toString(), values);
        return section.exists()
                ? reader.read(sender, section, Integer.parseInt(MailKey.MAX_RECIPIENTS.standard()), faults)
                : Optional.empty();
    }

    private List<Path> furtherFiles(List<Fault> faults) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(home.resolve(CONFIG), "appsettings.*.json")) {
            for (Path file : all) {
                Matcher name = FURTHER.matcher(file.getFileName().toString());
                if (name.matches() && !isReserved(name.group(1))) {
                    files.add(file);
                }
            }
        } catch (IOException e) {
            faults.add(new Fault("settings folder", "cannot be read", "a readable folder", home.resolve(CONFIG).toString()));
        }
        files.sort(null);
        return files;
    }

    private boolean isReserved(String name) {
        return NO_SENDERS.contains(name.toLowerCase(Locale.ROOT)) || name.equalsIgnoreCase(layers.environmentName());
    }

    private Path file(String name) {
        return home.resolve(CONFIG).resolve(name);
    }

    private Map<String, Setting> merged(Path file, String prefix, List<Fault> faults) {
        try {
            return layers.merged(file, prefix, read);
        } catch (InvalidSettingsException e) {
            faults.addAll(e.faults());
            return Map.of();
        }
    }
}
