// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a gateway has of the machine's memory, in MB, as the operating system and the JVM see it.
 *
 * @param heap in use right after a collection; -1 where nobody asked
 */
record Memory(long resident, long mostResident, long heap) {
    private static final Pattern USED = Pattern.compile("(?:generation|heap) .* used (\\d+)K");

    static Memory of(TrialGateway gateway) throws IOException {
        return new Memory(status(gateway, "VmRSS:"), status(gateway, "VmHWM:"), -1);
    }

    static Memory afterCollection(TrialGateway gateway) throws IOException, InterruptedException {
        jcmd(gateway, "GC.run");
        long heap = USED.matcher(jcmd(gateway, "GC.heap_info")).results()
                .mapToLong(used -> Long.parseLong(used.group(1))).sum() / 1024;
        return new Memory(status(gateway, "VmRSS:"), status(gateway, "VmHWM:"), heap);
    }

    private static long status(TrialGateway gateway, String key) throws IOException {
        Path status = Path.of("/proc/" + gateway.pid() + "/status");
        return !Files.exists(status) ? -1 : Files.readAllLines(status).stream().filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() / 1024;
    }

    private static String jcmd(TrialGateway gateway, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), "" + gateway.pid(), command)
                .redirectErrorStream(true).start();
        String output = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        jcmd.waitFor();
        return output;
    }

    @Override
    public String toString() {
        return "resident " + resident + " MB, at most " + mostResident + " MB"
                + (heap < 0 ? "" : ", heap after a collection " + heap + " MB");
    }
}
