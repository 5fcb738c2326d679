// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.notificationgateway.ingress.HostRule;
import org.notificationgateway.ingress.InboxService;
import org.notificationgateway.ingress.ListenAddress;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.StartRefusedException;

/**
 * What a start refuses of settings that are right one by one, in one place for it and for a check. Keeps no state, and looks
 * at nothing but settings and the files they name.
 */
public final class StartRules {
    private StartRules() {}

    /** Each throws a {@link StartRefusedException} if it is broken. */
    static List<Runnable> of(GatewayProperties properties) {
        return List.of(
                () -> HostRule.parse("gateway.http.hosts", properties.text("gateway.http.hosts")),
                () -> acceptor(properties),
                () -> folder(properties, "gateway.data-directory"),
                () -> inbox(properties),
                () -> routes(properties),
                properties::trusted,
                () -> properties.keystore("camel.ssl.keyStore", "camel.ssl.keystorePassword", "camel.ssl.keyStoreType"),
                () -> properties.keystore("camel.ssl.trustStore", "camel.ssl.trustStorePassword", "camel.ssl.trustStoreType"));
    }

    /** Fails closed: a port that the network reaches and that asks for nothing opens the relay, or tells of it. */
    public static List<Fault> listenAddresses(GatewayProperties properties, boolean keys) {
        List<Fault> faults = new ArrayList<>();
        for (ListenAddress address : addresses(properties)) {
            if (!address.isLoopback() && !keys && !properties.clientCertificates(address.key())) {
                faults.add(new Fault(
                        address.key() + ".host", "is " + address.host() + " and config/api-keys has no key",
                        "a loopback address, or at least one API key, or client certificates", GatewayKey.where(address.key() + ".host")));
            }
            if (!address.isLoopback() && address.key().equals("camel.management") && properties.flag("camel.management.devConsoleEnabled")) {
                faults.add(new Fault("camel.management.host", "is " + address.host() + " with the developer console",
                        "a loopback address, since the console shows and steers everything", GatewayKey.where("camel.management.host") + ", or without --dev"));
            }
        }
        return faults;
    }

    /** Where the servers of ours listen that are switched on. */
    public static List<ListenAddress> addresses(GatewayProperties properties) {
        List<ListenAddress> addresses = new ArrayList<>();
        if (properties.flag("camel.server.enabled")) {
            addresses.add(new ListenAddress(
                    "camel.server", properties.text("camel.server.host"), properties.number("camel.server.port")));
        }
        if (properties.flag("camel.management.enabled")) {
            addresses.add(new ListenAddress("camel.management", properties.text("camel.management.host"),
                    properties.number("camel.management.port")));
        }
        return addresses;
    }

    private static void acceptor(GatewayProperties properties) {
        boolean open = properties.text("gateway.broker.url").isEmpty() && !properties.text("gateway.broker.acceptor").isEmpty();
        if (open && (properties.text("gateway.broker.username").isEmpty() || properties.text("gateway.broker.password").isEmpty())) {
            throw new StartRefusedException(
                    "gateway.broker.acceptor", "is set without gateway.broker.username and gateway.broker.password",
                    "both, for the clients it lets in", GatewayKey.where("gateway.broker.acceptor"));
        }
    }

    private static void inbox(GatewayProperties properties) {
        if (properties.flag("ingress.file.enabled")) {
            folder(properties, "ingress.file.directory");
            InboxService.refuseOpenToAll(properties.path("ingress.file.directory"));
        }
    }

    /** A gateway without routes would start, say that it is ready and deliver nothing. */
    private static void routes(GatewayProperties properties) {
        String key = "camel.main.routesIncludePattern";
        for (String pattern : properties.text(key).split(",")) {
            if (pattern.strip().startsWith("file:") && !findsOne(pattern.strip().substring("file:".length()))) {
                throw new StartRefusedException(
                        key, "is " + pattern.strip() + ", where no file is", "the route files of a folder, such as file:{{gateway.home:.}}/routes/*.camel.yaml",
                        GatewayKey.where(key));
            }
        }
    }

    private static boolean findsOne(String pattern) {
        int name = pattern.lastIndexOf('/') + 1;
        if (pattern.substring(0, name).contains("*")) {
            return true; // of folders, which Camel looks through
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(pattern.substring(0, name)), pattern.substring(name))) {
            return files.iterator().hasNext();
        } catch (IOException | InvalidPathException | PatternSyntaxException e) {
            return false;
        }
    }

    private static void folder(GatewayProperties properties, String key) {
        Path folder = properties.path(key);
        for (Path there = folder; there != null; there = there.getParent()) {
            if (Files.isRegularFile(there)) {
                throw new StartRefusedException(
                        key, "is " + folder + (there.equals(folder) ? ", a file" : ", below the file " + there.getFileName()),
                        "a folder, or the name of a new one", GatewayKey.where(key));
            }
        }
    }
}
