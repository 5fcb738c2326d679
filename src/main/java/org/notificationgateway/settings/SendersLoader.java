// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Loads {@code appsettings.json} and {@code appsettings.agent.json} as an operator copies them from the product.
 * Environment variables such as {@code MailSettings__Host} win over files. Sections and keys it does not know are
 * left to the product.
 */
public final class SendersLoader {
    private static final String AGENT = "agent";
    private static final String AGENT_SECTION = "PasswordResetSettings:MailSettings";
    private static final String SECTION = "MailSettings";

    private final Path home;
    private final Map<String, String> environment;
    private final MailSettingsReader reader;

    /**
     * @param home folder with {@code config/}; relative paths in settings resolve against it
     * @param addressFault says what is wrong with a FromAddress, empty for a good one
     */
    public SendersLoader(
            Path home, Map<String, String> environment, Function<String, Optional<String>> addressFault) {
        this.home = home;
        this.environment = environment;
        this.reader = new MailSettingsReader(home, addressFault);
    }

    /**
     * Returns every configured sender.
     *
     * @throws InvalidSettingsException naming every fault of every file
     */
    public Senders load() {
        Path serverFile = home.resolve("config/appsettings.json");
        Path agentFile = home.resolve("config/appsettings.agent.json");
        if (!Files.exists(serverFile)) {
            throw new InvalidSettingsException(List.of(new Fault(
                    "settings file", "is missing", "the product's appsettings.json, or the one shipped",
                    serverFile.toString())));
        }
        List<Fault> faults = new ArrayList<>();
        Map<String, Setting> server = attempt(faults, () -> merged(serverFile));
        Map<String, Setting> agent =
                Files.exists(agentFile) ? attempt(faults, () -> merged(agentFile)) : Map.of();
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }

        Section serverSection = new Section(SECTION, serverFile.toString(), server);
        // A variable MailSettings__Host is there for the server: alone it makes no section of the agent's file.
        boolean agentsOwn =
                !agent.isEmpty() && new Section(SECTION, agentFile.toString(), SettingsFile.read(agentFile)).exists();
        Section agentSection = Stream.of(
                        new Section(AGENT_SECTION, agentFile.toString(), agent),
                        new Section(SECTION, agentFile.toString(), agentsOwn ? agent : Map.of()),
                        new Section(AGENT_SECTION, serverFile.toString(), server))
                .filter(Section::exists)
                .findFirst()
                .orElse(serverSection);
        List<MailSettings> senders = new ArrayList<>();
        reader.read(Senders.DEFAULT, serverSection, faults).ifPresent(senders::add);
        List<Fault> agentFaults = new ArrayList<>();
        reader.read(AGENT, agentSection, agentFaults).ifPresent(senders::add);
        if (agentSection != serverSection) {
            faults.addAll(agentFaults);
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return new Senders(senders);
    }

    private Map<String, Setting> merged(Path file) {
        Map<String, Setting> values = new LinkedHashMap<>(SettingsFile.read(file));
        environment.forEach((name, value) -> {
            if (name.contains("__")) { // the .NET convention for the colon
                String key = name.replace("__", ":");
                values.put(key.toLowerCase(Locale.ROOT), new Setting(key, value, "environment variable " + name));
            }
        });
        return values;
    }

    private static Map<String, Setting> attempt(List<Fault> faults, Supplier<Map<String, Setting>> step) {
        try {
            return step.get();
        } catch (InvalidSettingsException e) {
            faults.addAll(e.faults());
            return Map.of();
        }
    }
}
