// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.Commands;

/** A shell that reads the script completes commands, their parts and options. */
class CompletionCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"gateway ma, mail", "gateway mail ca, cancel", "gateway sender rel, release", "gateway explain --js, --json"})
    void bashCompletes(String typed, String completed) throws Exception {
        Path script = Files.writeString(folder.resolve("gateway.bash"), Commands.execute("completion", "bash").out());
        Process bash = new ProcessBuilder("bash", "-c", """
                . "$1"; set -- $2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _complete_gateway 2>/dev/null; echo "${COMPREPLY[@]}"
                """, "bash", script.toString(), typed).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
        assertEquals(completed, said);
    }

    @Test
    void zshIsToldToLoadWhatTheScriptNeeds() {
        assertTrue(Commands.execute("completion", "zsh").out().startsWith("autoload -U +X compinit && compinit"));
    }
}
