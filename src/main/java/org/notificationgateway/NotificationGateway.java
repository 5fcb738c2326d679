// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.nio.file.Path;
import org.notificationgateway.cli.CheckCommand;
import org.notificationgateway.cli.CompletionCommand;
import org.notificationgateway.cli.DeadCommand;
import org.notificationgateway.cli.EraseCommand;
import org.notificationgateway.cli.ExplainCommand;
import org.notificationgateway.cli.KeyCommand;
import org.notificationgateway.cli.Lines;
import org.notificationgateway.cli.MailCommand;
import org.notificationgateway.cli.PlanCommand;
import org.notificationgateway.cli.SendCommand;
import org.notificationgateway.cli.SenderCommand;
import org.notificationgateway.cli.TestCommand;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code gateway} command. Exit codes: 0 ok, 1 refused or failed, 2 wrong usage, 74 no store. */
@Command(
        name = "gateway",
        description = "Takes notification requests by file, HTTP or JMS and delivers them as MailSettings says.",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, CheckCommand.class, ExplainCommand.class, SendCommand.class, KeyCommand.class,
            DeadCommand.class, MailCommand.class, SenderCommand.class, EraseCommand.class, TestCommand.class, PlanCommand.class,
            CompletionCommand.class})
public final class NotificationGateway implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        FatalErrors.end(Runtime.getRuntime()::halt);
        System.exit(isPlainRun(arguments)
                ? RunCommand.run(() -> new GatewayHome(Path.of(home(arguments))).checked(), false)
                : commandLine().execute(arguments));
    }

    /** The command and all below it, each of which answers {@code -V} alike. */
    public static CommandLine commandLine() {
        CommandLine gateway = new CommandLine(new NotificationGateway());
        tellVersion(gateway);
        gateway.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof StartRefusedException || e instanceof InvalidSettingsException) {
                System.err.println(Lines.prefixed(String.valueOf(e.getMessage())));
                return FatalErrors.FAILED;
            }
            throw e;
        });
        return gateway;
    }

    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(NotificationGateway::tellVersion);
    }

    /** The command that should start at once: reading the options of all of them takes longer than its routes. */
    private static boolean isPlainRun(String[] arguments) {
        boolean run = arguments.length > 0 && arguments[0].equals("run");
        boolean home = arguments.length == 3 && arguments[1].equals("--home") && !arguments[2].startsWith("-");
        return run && (arguments.length == 1 || home);
    }

    private static String home(String[] arguments) {
        return arguments.length == 3 ? arguments[2] : System.getProperty("gateway.default-home", ".");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: expected run, check, test, plan, explain, send, key, dead, mail, sender or erase");
    }

    /** The version the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = NotificationGateway.class.getPackage().getImplementationVersion();
            return new String[] {"gateway " + (version == null ? "(not packaged)" : version)};
        }
    }
}
