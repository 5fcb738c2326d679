// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script by which a shell completes our commands and options. */
@Command(name = "completion", mixinStandardHelpOptions = true,
        description = {"Prints what completes commands and options in a shell:", "  . <(gateway completion bash)"})
public final class CompletionCommand implements Callable<Integer> {
    /** Shells that we know to complete. */
    public enum Shell { bash, zsh }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine gateway = spec.root().commandLine();
        if (shell == Shell.zsh) {
            System.out.println("autoload -U +X compinit && compinit"); // which the script needs before all else
        }
        System.out.print(AutoComplete.bash(gateway.getCommandName(), gateway));
        return 0;
    }
}
