// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFileConfiguration;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Senders;

/**
 * Makes the endpoints {@code pickup} (the directory of the sender's MailSettings) and {@code pickup:DIRECTORY}. They are
 * Camel's file endpoints as far as the promise of a pickup directory goes: a file is there whole, forced to disk, under a
 * name of its own, or not at all. An option of the file endpoint that would break the promise, or would have no effect,
 * is refused.
 */
public final class PickupComponent extends FileComponent {
    /** Options of the file endpoint that may be named, with the only value that keeps the promise. */
    private static final Map<String, String> PROMISED = new TreeMap<>(Map.of(
            "allowNullBody", "false", "autoCreate", "false", "fileExist", "Fail", "forceWrites", "true", "flatten", "false",
            "keepLastModified", "false"));
    private static final List<String> OPEN = List.of("chmod", "lazyStartProducer");

    private final Senders senders;
    private final PickupFolders folders;
    private final FileMode mode;
    private final Function<String, Path> resolve;
    private final Function<String, PickupLimits> limits;

    /**
     * @param folders readies a directory before mail goes there
     * @param mode the rights of files whose endpoint does not name others
     * @param resolve makes a path of a route absolute
     * @param limits what the reader of a sender's directory takes
     */
    public PickupComponent(
            Senders senders, PickupFolders folders, FileMode mode, Function<String, Path> resolve,
            Function<String, PickupLimits> limits) {
        this.limits = limits;
        this.senders = senders;
        this.folders = folders;
        this.mode = mode;
        this.resolve = resolve;
    }

    @Override
    protected GenericFileEndpoint<File> createEndpoint(String uri, @Nullable String remaining, Map<String, Object> parameters)
            throws Exception {
        String option = getAndRemoveParameter(parameters, "directoryName", String.class, "");
        parameters.forEach((name, value) -> check(uri, name, String.valueOf(value)));
        return super.createEndpoint(uri, remaining == null || remaining.isEmpty() ? option : remaining, parameters);
    }

    @Override
    protected GenericFileEndpoint<File> buildFileEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Path directory = remaining.isEmpty() ? null : resolve.apply(remaining);
        GenericFileConfiguration configuration = new GenericFileConfiguration();
        configuration.setDirectory(directory == null ? "" : directory.toString());
        PickupEndpoint endpoint = new PickupEndpoint(uri, this, directory);
        endpoint.setConfiguration(configuration);
        endpoint.setFile(new File(configuration.getDirectory()));
        return endpoint;
    }

    private static void check(String uri, String option, String value) {
        String promised = PROMISED.get(option);
        if (promised == null ? !OPEN.contains(option) : !promised.equals(value)) {
            throw new IllegalArgumentException(
                    "pickup: option " + option + "=" + value + " of " + uri + " would have no effect or break what a pickup"
                            + " directory promises: expected " + (promised == null
                            ? "one of " + OPEN + ", or the fixed values " + PROMISED
                            : option + "=" + promised));
        }
    }

    Senders senders() {
        return senders;
    }

    PickupFolders folders() {
        return folders;
    }

    PickupLimits limits(String sender) {
        return limits.apply(sender);
    }

    /** The rights of published files: what the endpoint says, else what the settings say. */
    FileMode mode(@Nullable String chmod) {
        return chmod == null || chmod.isEmpty() ? mode : FileMode.of(chmod);
    }
}
