// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Camel's modules are of several releases, Vert.x and Micrometer of others than they were compiled with: they fit together. */
class CamelMixTest {
    private static final Pattern MIX = Pattern.compile("(org/apache/camel|io/vertx|io/micrometer)/.*");
    private static final Pattern JAR = Pattern.compile(".+?-(\\d.*?)(-(linux|osx)-.*)?[.]jar");
    /** Of modules that are not on board, asked for by classes that nothing here loads. */
    private static final Pattern OPTIONAL = Pattern.compile("org/apache/camel/component/cron/api/.*");

    private final Map<String, ClassFile> classes = new HashMap<>();

    @Test
    void eachMethodAndFieldThatCamelUsesOfCamelVertxAndMicrometerIsThere() throws IOException {
        Set<String> missing = new TreeSet<>();
        int read = 0;
        for (String jar : jars("camel-").toList()) {
            try (JarFile open = new JarFile(new File(jar), true, ZipFile.OPEN_READ, Runtime.version())) {
                for (JarEntry entry : open.versionedStream().toList()) {
                    if (entry.getName().endsWith(".class") && !entry.getName().endsWith("-info.class")) {
                        ClassFile user = ClassFile.read(open.getInputStream(entry).readAllBytes());
                        user.uses().stream()
                                .filter(use -> MIX.matcher(use.owner()).matches() && !OPTIONAL.matcher(use.owner()).matches())
                                .filter(use -> !isThere(use.owner(), use.member()))
                                .forEach(use -> missing.add(use.owner() + "." + use.member() + " for " + user.name()));
                        read++;
                    }
                }
            }
        }
        assertTrue(read > 2000, "classes read: " + read);
        assertEquals(Set.of(), missing);
    }

    @Test
    void libraryOfSeveralJarsIsOfOneVersion() {
        for (String library : List.of("vertx-", "micrometer-", "log4j-", "spring-", "netty-codec")) {
            Set<String> versions = new TreeSet<>();
            jars(library).forEach(jar -> versions.add(version(jar)));
            assertEquals(1, versions.size(), library + versions);
        }
    }

    /** As the JVM looks for it: in the class, then in whatever it extends. */
    private boolean isThere(String owner, String member) {
        ClassFile file = classes.computeIfAbsent(owner, CamelMixTest::load);
        if (file.members().contains(member)) {
            return true;
        }
        for (String parent : file.parents()) {
            if (isThere(parent, member)) {
                return true;
            }
        }
        return !owner.equals("java/lang/Object") && isThere("java/lang/Object", member); // what an interface has of it
    }

    private static ClassFile load(String name) {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
            return in == null ? new ClassFile(name, List.of(), Set.of(), Set.of()) : ClassFile.read(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static Stream<String> jars(String prefix) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().startsWith(prefix));
    }

    private static String version(String jar) {
        Matcher name = JAR.matcher(Path.of(jar).getFileName().toString());
        assertTrue(name.matches(), jar);
        return name.group(1);
    }
}
