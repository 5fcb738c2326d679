// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and withdraws API keys, so that nobody invents a weak one or keeps a copy; a running gateway follows. */
@Command(name = "key", description = "Adds, lists and removes API keys.", mixinStandardHelpOptions = true)
public final class KeyCommand implements Runnable {
    private static final int BYTES = 32;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: expected add, list or remove");
    }

    @Command(name = "add", description = "Makes a key and prints it, this once.", mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "NAME", description = "who will hold it") String name,
            @Option(names = "--sender", paramLabel = "NAME", split = ",", defaultValue = Senders.DEFAULT,
                    description = "senders it is good for, * for all (default: ${DEFAULT-VALUE})") Set<String> senders,
            @Option(names = "--rights", paramLabel = "RIGHT", split = ",", defaultValue = "send",
                    description = "some of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})") Set<Right> rights,
            @Mixin HomeOption home) {
        return change(home, name, false, file -> {
            if (!senders.stream().allMatch(ApiKey::isSender)) {
                throw new StartRefusedException(
                        "--sender", "is malformed", "names of senders with commas between them, or *", file.path().toString());
            }
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            String key = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            file.add(ApiKey.of(name, key, senders, rights));
            System.out.println(key);
        });
    }

    @Command(name = "list", description = "Names the keys, their senders and rights.", mixinStandardHelpOptions = true)
    int list(@Mixin HomeOption home) {
        return attempt(home, file -> file.read().values().forEach(key ->
                System.out.println(key.name() + " " + key.grant() + (key.old() ? " (a line without rights)" : ""))));
    }

    @Command(name = "remove", description = "Withdraws a key.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "NAME", description = "who holds it") String name, @Mixin HomeOption home) {
        return change(home, name, true, file -> file.remove(name));
    }

    /** Does a change whose name must stand in the file already, or must not. */
    private static int change(HomeOption home, String name, boolean there, Action action) {
        return attempt(home, file -> {
            Map<String, ApiKey> keys = file.read();
            if (!ApiKeyFile.isName(name)) {
                throw fault(file, "is malformed", "1 to 64 letters, digits, '.', '_' or '-', and not " + ApiKeys.ANYONE);
            }
            if (keys.containsKey(name) != there) {
                throw there ? fault(file, "is unknown", "one of " + keys.keySet()) : fault(file, "is taken", "another name");
            }
            if (there && keys.size() == 1) {
                throw fault(file, "is that of the last key",
                        "another key first; to ask for none, stop the gateway and delete the file");
            }
            action.on(file);
        });
    }

    private static int attempt(HomeOption home, Action action) {
        try {
            action.on(new ApiKeyFile(home.checked().resolve(GatewayHome.API_KEYS)));
            return 0;
        } catch (StartRefusedException | IllegalArgumentException | IOException e) {
            System.err.println("gateway: " + e.getMessage());
            return 1;
        }
    }

    private static StartRefusedException fault(ApiKeyFile file, String seen, String expected) {
        return new StartRefusedException("key name", seen, expected, file.path().toString());
    }

    /** What may fail for the file's sake. */
    @FunctionalInterface
    private interface Action {
        void on(ApiKeyFile file) throws IOException;
    }
}
