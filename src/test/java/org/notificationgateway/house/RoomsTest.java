// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.notificationgateway.support.TestHome;

/** Keeps the rooms apart as the picture in the README draws them, so that a stage can be read without the others. */
class RoomsTest {
    private static final String TOP = "org.notificationgateway";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(TOP);
    /** From left to right, as a mail passes; each imports what stands on its right. */
    private static final List<String> IN_ORDER = List.of(
            "cli", "rehearsal", "page", "operations", "ingress", "intake", "outbox.embedded", "outbox", "outbox.ledger", "delivery", "smtp");
    /** They serve all others. */
    private static final List<String> SHARED = List.of("mail", "settings");
    /** Left of the doors all may know Camel; right of them, these extend a class of Camel's, and know no more of it. */
    private static final Set<String> KNOW_CAMEL =
            Set.of(TOP + ".outbox.embedded.EmbeddedBroker", TOP + ".outbox.OutboxComponent", TOP + ".outbox.OutboxEndpoint",
                    TOP + ".outbox.OutboxConsumer", TOP + ".delivery.MailSettingsSender", TOP + ".delivery.PickupComponent",
                    TOP + ".delivery.PickupEndpoint");

    @ParameterizedTest
    @FieldSource("IN_ORDER")
    void roomsImportOnlyRightwards(String room) {
        imports(room, IN_ORDER.subList(0, IN_ORDER.indexOf(room))).check(MAIN);
    }

    @ParameterizedTest
    @FieldSource("SHARED")
    void sharedRoomsImportNoOther(String room) {
        imports(room, rooms().filter(other -> !other.equals(room)).toList()).check(MAIN);
    }

    @Test
    void aStrangerCouldUseTheSmtpClient() {
        imports("smtp", rooms().filter(other -> !other.equals("smtp")).toList()).check(MAIN);
    }

    @Test
    void theLedgerKnowsNoBroker() {
        imports("outbox.ledger", rooms().filter(other -> !other.equals("outbox.ledger") && !SHARED.contains(other)).toList())
                .check(MAIN);
    }

    @Test
    void noRoomImportsTheTopPackage() {
        noClasses().that().resideOutsideOfPackages(TOP, TOP + ".rehearsal").should().dependOnClassesThat().resideInAPackage(TOP).check(MAIN);
    }

    @Test
    void everyPackageIsARoomOfThePicture() {
        Set<String> packages = MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        Set<String> rooms = rooms().map(room -> TOP + "." + room).collect(Collectors.toSet());
        rooms.add(TOP);
        assertEquals(rooms, packages);
    }

    @Test
    void whatIsInsideTheBrokerIsKnownToOneRoom() {
        String[] inside = Stream.of("server", "persistence", "journal", "postoffice", "transaction", "paging", "io", "remoting")
                .map(name -> "org.apache.activemq.artemis.core." + name + "..").toArray(String[]::new);
        noClasses().that().resideOutsideOfPackage(TOP + ".outbox.embedded")
                .should().dependOnClassesThat(resideInAnyPackage(inside)).check(MAIN);
    }

    @Test
    void noMoreThanTwoClassesFormACycle() {
        Map<String, Set<String>> reached = new HashMap<>();
        Map<String, Set<String>> direct = new HashMap<>();
        MAIN.forEach(type -> type.getDirectDependenciesFromSelf().forEach(d -> {
            if (d.getTargetClass().getPackageName().startsWith(TOP)) {
                direct.computeIfAbsent(outermost(type), name -> new HashSet<>()).add(outermost(d.getTargetClass()));
            }
        }));
        direct.keySet().forEach(type -> reached.put(type, reachable(type, direct)));
        reached.forEach((type, from) -> {
            Set<String> cycle = from.stream()
                    .filter(other -> reached.getOrDefault(other, Set.of()).contains(type))
                    .collect(Collectors.toCollection(TreeSet::new));
            cycle.add(type);
            assertTrue(cycle.size() <= 2, "a cycle of " + cycle);
        });
        assertTrue(reached.size() > 100, "only " + reached.size() + " classes were looked at");
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> direct) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(direct.get(from));
        while (!next.isEmpty()) {
            String type = next.pop();
            if (seen.add(type)) {
                next.addAll(direct.getOrDefault(type, Set.of()));
            }
        }
        return seen;
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("[$\\[].*", "");
    }

    @Test
    void onlyNamedClassesKnowCamel() {
        Set<String> found = MAIN.stream()
                .filter(type -> !Set.of(TOP, TOP + ".cli", TOP + ".rehearsal", TOP + ".operations", TOP + ".ingress").contains(type.getPackageName()))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.apache.camel")))
                .map(RoomsTest::outermost)
                .collect(Collectors.toSet());
        assertEquals(KNOW_CAMEL, found);
    }

    @Test
    void everyClassIsClosedToSubclasses() {
        DescribedPredicate<JavaClass> named =
                DescribedPredicate.describe("have a name", type -> !type.isAnonymousClass() && !type.isLocalClass());
        classes().that(named).and().areNotInterfaces().and().areNotEnums()
                .should().haveModifier(JavaModifier.FINAL) // a record is
                .check(MAIN);
    }

    @Test
    void everyPackageHasADoorPlateAndNoNullByDefault() throws IOException {
        for (Path folder : sources("src/main/java").map(Path::getParent).distinct().toList()) {
            String plate = Files.readString(folder.resolve("package-info.java"));
            assertTrue(plate.contains("\n@NullMarked\npackage "), folder + "/package-info.java has no @NullMarked");
            assertTrue(plate.contains("Start at {@link "), folder + "/package-info.java names no class to start at");
        }
    }

    @Test
    void everySourceFileNamesItsLicence() throws IOException {
        List<Path> files = Stream.concat(sources("src/main/java"), sources("src/test/java")).toList();
        assertTrue(files.size() > 50, "only " + files.size() + " source files found");
        for (Path file : files) {
            assertTrue(Files.readString(file).startsWith("// SPDX-License-Identifier: Apache-2.0\n"), file.toString());
        }
    }

    @Test
    void anImportThatIsForbiddenWouldBeFound() {
        assertThrows(AssertionError.class, () -> imports("intake", List.of("outbox")).check(MAIN));
        assertThrows(AssertionError.class, () -> imports("operations", List.of("settings")).check(MAIN));
    }

    private static Stream<String> rooms() {
        return Stream.concat(IN_ORDER.stream(), SHARED.stream());
    }

    private static ArchRule imports(String room, List<String> closed) {
        String[] rooms = closed.stream().map(name -> TOP + "." + name).toArray(String[]::new);
        return noClasses().that().resideInAPackage(TOP + "." + room)
                .should().dependOnClassesThat(resideInAnyPackage(rooms)).allowEmptyShould(closed.isEmpty());
    }

    private static Stream<Path> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(TestHome.PROJECT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }
}
