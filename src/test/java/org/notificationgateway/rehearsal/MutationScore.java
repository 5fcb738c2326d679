// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.rehearsal.Edit.Rule;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.TestHome;

/** How many of the mistakes that can be made in the files of a home are named by check, and that it names no others. */
abstract class MutationScore {
    private static final String SERVER = """
            {
                "FromAddress": "no-reply@contoso.com",
                "Host": "smtp.contoso.com",
                "Port": 587,
                "SecureSocketOption": "StartTls",
                "AllowedDomains": "contoso.com"
              }
            """.strip();

    /** What no look of check sees yet: words of an option, steps of a branch that is off, and the ways of refused requests. */
    private static final Set<String> UNSEEN = Set.of("destination type that does not exist", "number of a step that is none",
            "property of the exception misspelt");
    /** What shows where the mail comes by later, or where a variable is left over. */
    private static final Set<String> SEEN_ELSEWHERE = Set.of("branches swapped", "step of intake dropped");

    /** Edits of one kind of mistake. */
    static final int MOST = 4;

    @TempDir
    private Path folder;

    private final Map<String, String> files = new TreeMap<>();
    private final int most;
    private final int harmless;

    /**
     * @param most edits of one kind of mistake, unless a look at names finds it
     * @param harmless of eight kinds of harmless edits
     */
    MutationScore(int most, int harmless) {
        this.most = most;
        this.harmless = harmless;
    }

    @BeforeEach
    void home() throws IOException {
        Files.createDirectories(new TestHome(folder)
                .write("config/appsettings.json", "{\n  \"MailSettings\": " + SERVER + "\n}\n")
                .agent("{ \"FromAddress\": \"a@contoso.com\", \"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"data/pickup\" }")
                .write("routes/tell.camel.yaml", "- route:\n    id: tell\n    from:\n      uri: direct:tell\n      steps:\n        - log: told\n"
                        + "- route:\n    id: note-own\n    from:\n      uri: direct:note-own\n      steps:\n        - log: \"${header.Way}\"\n")
                .path("data/pickup"));
        for (String name : List.of("routes", "config")) {
            try (Stream<Path> all = Files.list(folder.resolve(name))) {
                for (Path file : all.filter(path -> !path.getFileName().toString().matches("tell.*|README.*|log4j.*")).toList()) {
                    files.put(name + "/" + file.getFileName(), Files.readString(file));
                }
            }
        }
    }

    @Test
    void mistakesInRoutesAreNamedWhereTheyAre() throws Exception {
        assertTrue(score(Stream.of(RouteMistakes.NAMES, RouteMistakes.FORMS, RouteMistakes.WAYS).flatMap(List::stream).toList()) >= 60);
    }

    @Test
    void stepsWithoutEffectAreNamedWhereTheyAre() throws Exception {
        score(StepMistakes.EFFECTS);
    }

    @Test
    void whatIsNeverReachedOrSwitchedOffInVainIsNamedWhereItIs() throws Exception {
        score(StepMistakes.NEVER);
    }

    @Test
    void whatIsSwitchedOffOrAnsweredWronglyIsNamedWhereItIs() throws Exception {
        score(Stream.of(StepMistakes.LEFTOVERS, StepMistakes.REFUSALS).flatMap(List::stream).toList());
    }

    @Test
    void mistakesInSettingsAreNamedWhereTheyAre() throws Exception {
        score(Stream.of(SettingsMistakes.PROPERTIES, SettingsMistakes.MAIL_SETTINGS, SettingsMistakes.OTHERS).flatMap(List::stream).toList());
    }

    @Test
    void aHarmlessEditIsNotReported() throws Exception {
        List<Edit> edits = edits(HarmlessEdits.ALL, 1);
        int[] number = {0};
        edits.removeIf(edit -> number[0]++ % 8 >= harmless);
        assertTrue(edits.size() >= 20, edits.size() + " harmless edits");
        silent(edits);
    }

    @Test
    void aStepThatHasItsReasonIsNotReported() throws Exception {
        List<Edit> edits = edits(HarmlessSteps.ALL, 1);
        int[] number = {0};
        edits.removeIf(edit -> most < MOST && number[0]++ % 8 != 0);
        silent(edits);
    }

    private void silent(List<Edit> edits) throws Exception {
        List<String> alarms = new ArrayList<>();
        for (Edit edit : edits) {
            String said = with(edit, () -> Commands.execute("check", folder).all());
            boolean silent = said.equals("settings and routes are in order\n");
            System.out.println((silent ? "ok     " : "ALARM  ") + edit + (silent ? "" : "  |  " + said.strip()));
            if (!silent) {
                alarms.add(edit + "\n" + said);
            }
        }
        assertEquals(List.of(), alarms);
    }

    /** Returns how many were made. */
    private int score(List<Rule> rules) throws Exception {
        List<String> missed = new ArrayList<>();
        Set<String> unseen = new TreeSet<>();
        List<String> found = new ArrayList<>();
        List<Edit> edits = new ArrayList<>();
        for (Rule rule : rules) {
            boolean slow = Stream.of(RouteMistakes.FORMS, RouteMistakes.WAYS).anyMatch(some -> some.contains(rule));
            boolean settings = Stream.of(SettingsMistakes.PROPERTIES, SettingsMistakes.MAIL_SETTINGS, SettingsMistakes.OTHERS)
                    .anyMatch(some -> some.contains(rule));
            boolean slowest = Stream.of(StepMistakes.LEFTOVERS, StepMistakes.REFUSALS).anyMatch(some -> some.contains(rule));
            if (most == MOST || rules.indexOf(rule) % (slowest ? 6 : settings ? 4 : slow ? 5 : 1) == 0) {
                edits.addAll(edits(List.of(rule), RouteMistakes.NAMES.contains(rule) ? MOST : most));
            }
        }
        try (Rehearsal rehearsal = Rehearsal.start(
                new GatewayHome(folder), Map.of("camel.main.routesIncludePattern", "false"), server -> SmtpScript.YES, MailSettings::open, System.getenv())) {
            for (Edit edit : edits) {
                String said = with(edit, () -> said(edit, rehearsal));
                String line = said.lines().filter(one -> !one.contains("in order") && (names(edit, one) || SEEN_ELSEWHERE.contains(edit.kind()))).findFirst().orElse("");
                System.out.println((line.isEmpty() ? "MISSED " : "found  ") + edit + "  |  " + (line.isEmpty() ? said.strip() : line));
                if (line.isEmpty()) {
                    unseen.add(edit.kind());
                    missed.add(edit + "\n" + said);
                } else {
                    found.add(edit.toString());
                }
            }
        }
        System.out.println(found.size() + " of " + edits.size() + " mistakes of " + rules.size() + " kinds are named");
        unseen.removeAll(UNSEEN);
        assertEquals(Set.of(), unseen, () -> String.join("\n", missed));
        assertTrue(found.size() * 60 >= edits.size() * 57, () -> String.join("\n", missed));
        return edits.size();
    }

    /** True if a line leads whoever made the edit to it. */
    private static boolean names(Edit edit, String line) {
        String key = edit.change().replaceFirst("^# ", "").split("[ =:]", 2)[0];
        String now = edit.change().replaceFirst(".*[ .:/-]", "").replaceFirst("[^\\w].*", "");
        return !now.isEmpty() && line.contains(now) || line.contains(Path.of(edit.file()).getFileName().toString()) || key.contains(".") && line.contains(key);
    }

    private List<Edit> edits(List<Rule> rules, int limit) {
        List<Edit> edits = new ArrayList<>();
        for (Rule rule : rules) {
            List<Edit> made = rule.edits(files, limit);
            assertTrue(!made.isEmpty(), rule.kind() + " finds no place");
            edits.addAll(made);
        }
        return edits;
    }

    /** What needs no route is asked of one context for all; the whole of check, if that finds nothing. */
    private String said(Edit edit, Rehearsal rehearsal) throws Exception {
        if (edit.file().startsWith("routes/")) {
            List<String> faults = new ArrayList<>(RouteCheck.faultsOfNames(new GatewayHome(folder), rehearsal.context()));
            faults.addAll(RouteCheck.faultsOfSteps(new GatewayHome(folder), rehearsal.context()));
            if (faults.stream().anyMatch(line -> names(edit, line))) {
                return String.join("\n", faults);
            }
        }
        return Commands.execute("check", folder).all();
    }

    private interface Look {
        String look() throws Exception;
    }

    private String with(Edit edit, Look look) throws Exception {
        Path file = folder.resolve(edit.file());
        Files.writeString(file, edit.text());
        try {
            return look.look();
        } finally {
            Files.writeString(file, files.get(edit.file()));
        }
    }
}
