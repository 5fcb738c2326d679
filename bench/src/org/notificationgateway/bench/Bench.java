// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;

/** Runs one command of {@code bench/run}, prints its table and keeps its figures. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread( // an interrupted run leaves nobody behind
                () -> ProcessHandle.current().children().forEach(ProcessHandle::destroy)));
        try {
            Options options = Options.parse(args);
            Layout layout = Layout.fromSystemProperties();
            if (!options.command().equals("chart")) {
                List<Row> rows = command(options, layout).run();
                System.out.print(Table.of(rows));
                System.out.println(Results.write(layout, options, rows));
            }
            System.out.println(Chart.write(layout.results(options.quick())));
        } catch (BenchException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Command command(Options options, Layout layout) {
        return switch (options.command()) {
            case "smtp" -> new SmtpCommand(options, layout);
            case "tls" -> new TlsCommand(options, layout);
            case "pickup" -> new PickupCommand(options, layout);
            case "attachments" -> new AttachmentsCommand(options, layout);
            case "destination" -> new DestinationCommand(options, layout);
            case "startup" -> new StartupCommand(options, layout);
            case "growth" -> new GrowthCommand(options, layout);
            case "micro" -> new MicroCommand(options, layout);
            case "http" -> new HttpCommand(options, layout);
            case "durable" -> new DurableCommand(options, layout);
            default -> throw new IllegalStateException(options.command());
        };
    }
}
