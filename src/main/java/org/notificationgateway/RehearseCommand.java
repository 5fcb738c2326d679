// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.notificationgateway.operations.GatewayHome;
import picocli.CommandLine.Command;

/**
 * Shows the JVM what a start loads, so that it can keep that in an archive: starts a gateway in a folder of its own, with
 * the routes and settings it was built with, lets one mail pass into a pickup directory, and stops. The start script
 * runs it, with an empty environment: nothing an operator has set takes part.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 60;
    private static final String REQUEST = "{\"to\": \"ann@example.com\", \"subject\": \"Rehearsal\", \"text\": \"Hello\"}";

    private volatile boolean delivered;

    @Override
    public Integer call() throws Exception {
        background("rehearsal-end", this::giveUpInTime);
        Path folder = Files.createTempDirectory("gateway-rehearsal");
        try {
            int port = freePort();
            Path pickup = Files.createDirectories(folder.resolve("data/pickup"));
            Path config = Files.createDirectories(folder.resolve("config"));
            Files.writeString(config.resolve("appsettings.json"), """
                    {"MailSettings": {"FromAddress": "gateway@example.com", "UseSpecifiedPickupDirectory": true,
                        "PickupDirectory": "data/pickup"}}
                    """);
            Files.writeString(config.resolve("application.properties"), """
                    camel.server.port = %d
                    camel.management.port = %d
                    camel.main.routesIncludePattern = classpath:defaults/routes/*.camel.yaml
                    """.formatted(port, freePort()));
            Main main = RunCommand.gateway(new GatewayHome(folder));
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void afterStart(BaseMainSupport started) {
                    background("rehearsal", () -> pass(main, port, pickup));
                }
            });
            main.run();
        } finally {
            delete(folder);
        }
        return delivered ? 0 : 1;
    }

    private void pass(Main main, int port, Path pickup) {
        try {
            post(port);
            for (int i = 0; i < 200 && !delivered; i++) {
                TimeUnit.MILLISECONDS.sleep(50);
                try (Stream<Path> mails = Files.list(pickup)) {
                    delivered = mails.anyMatch(mail -> mail.toString().endsWith(".eml"));
                }
            }
        } catch (IOException | InterruptedException e) {
            delivered = false;
        } finally {
            main.completed();
        }
    }

    /** By hand: the classes of an HTTP client would be in the archive for nothing. */
    private static void post(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + REQUEST.length() + "\r\nConnection: close\r\n\r\n" + REQUEST).getBytes(UTF_8));
            out.flush();
            socket.getInputStream().readAllBytes();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A start waits for this. */
    private void giveUpInTime() {
        try {
            TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void background(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
