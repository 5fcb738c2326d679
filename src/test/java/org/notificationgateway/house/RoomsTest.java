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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.TestHome;

/** Keeps the rooms apart as the picture in the README draws them, so that a stage can be read without the others. */
class RoomsTest {
    private static final String TOP = "org.notificationgateway";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(TOP);
    /** Outside the top package and operations: these extend a class of Camel's, and know no more of it. */
    private static final Set<String> KNOW_CAMEL =
            Set.of(TOP + ".outbox.EmbeddedBroker", TOP + ".outbox.OutboxComponent", TOP + ".outbox.OutboxEndpoint",
                    TOP + ".outbox.OutboxConsumer", TOP + ".delivery.MailSettingsSender", TOP + ".delivery.PickupComponent",
                    TOP + ".delivery.PickupEndpoint");

    @ParameterizedTest(name = "{0} imports none of {1}")
    @CsvSource({
        "intake, operations",
        "outbox, intake operations",
        "delivery, intake outbox operations",
        "mail, intake outbox delivery settings operations",
        "settings, intake outbox delivery mail operations"})
    void roomsImportOnlyRightwards(String room, String closed) {
        imports(room, closed.split(" ")).check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"intake", "outbox", "delivery", "mail", "settings", "operations"})
    void noRoomImportsTheTopPackage(String room) {
        noClasses().that().resideInAPackage(TOP + "." + room).should().dependOnClassesThat().resideInAPackage(TOP)
                .check(MAIN);
    }

    @Test
    void everyPackageIsARoomOfThePicture() {
        Set<String> packages = MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        Set<String> rooms = Stream.of("", ".intake", ".outbox", ".delivery", ".mail", ".settings", ".operations")
                .map(TOP::concat).collect(Collectors.toSet());
        assertEquals(rooms, packages);
    }

    @Test
    void onlyNamedClassesKnowCamel() {
        Set<String> found = MAIN.stream()
                .filter(type -> !Set.of(TOP, TOP + ".operations").contains(type.getPackageName()))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.apache.camel")))
                .map(type -> type.getName().replaceFirst("[$].*", ""))
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
        assertThrows(AssertionError.class, () -> imports("intake", "outbox").check(MAIN));
        assertThrows(AssertionError.class, () -> imports("operations", "settings").check(MAIN));
    }

    private static ArchRule imports(String room, String... closed) {
        String[] rooms = Stream.of(closed).map(name -> TOP + "." + name + "..").toArray(String[]::new);
        return noClasses().that().resideInAPackage(TOP + "." + room + "..")
                .should().dependOnClassesThat(resideInAnyPackage(rooms));
    }

    private static Stream<Path> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(TestHome.PROJECT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }
}
