// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.PackagedGateway;

/** What is unpacked on a server speaks of what lies there, and tells whose work it is. */
class DistributionIT {
    private static final Path FOLDER = PackagedGateway.DISTRIBUTION;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+`) \\| (\\d[^ |]*) \\|");

    @Test
    void documentsNameCommandsThatAreThere() throws IOException {
        int read = 0;
        for (Path file : files("", ".md").toList()) {
            String text = Files.readString(file);
            for (String word : new String[] {"./gateway", "mvnw", "checkout -->"}) {
                assertFalse(text.contains(word), word + " in " + file);
            }
            read++;
        }
        assertTrue(read > 20, "documents: " + read);
        assertTrue(Files.readString(FOLDER.resolve("README.md")).contains("\nbin/gateway run"));
        assertTrue(Files.isExecutable(FOLDER.resolve("bin/gateway")));
    }

    @Test
    void listsOfLibrariesNameEachJarAndNoOther() throws IOException {
        String licences = Files.readString(FOLDER.resolve("THIRD-PARTY.txt"));
        Set<String> bill = new TreeSet<>();
        for (JsonNode part : new JsonMapper().readTree(FOLDER.resolve("sbom.cdx.json").toFile()).path("components")) {
            bill.add(part.path("name").asText() + "-" + part.path("version").asText());
        }
        Set<String> jars = new TreeSet<>();
        for (Path jar : files("lib", ".jar").toList()) {
            String name = library(jar);
            if (!name.startsWith("notification-gateway-")) {
                jars.add(name);
                String coordinates = ":" + name.replaceFirst("-(?=\\d)", ":") + " ";
                assertTrue(licences.contains(coordinates), coordinates);
            }
        }
        assertTrue(jars.size() > 100, "jars: " + jars.size());
        assertEquals(jars, bill);
        assertFalse(licences.contains("Unknown license"), licences);
    }

    @Test
    void securityPageNamesEachLibraryWithItsVersion() throws IOException {
        List<String> named = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(FOLDER.resolve("docs/security.md")));
        while (row.find()) {
            for (String name : row.group(1).split(", ")) {
                named.add(Pattern.quote(name.replace("`", "") + "-" + row.group(2)).replace("*", "\\E.*\\Q"));
            }
        }
        for (Path jar : files("lib", ".jar").toList()) {
            String name = library(jar);
            assertTrue(name.startsWith("notification-gateway-") || named.stream().anyMatch(name::matches), name);
        }
    }

    private static String library(Path jar) {
        return jar.getFileName().toString().replaceFirst("(-linux-x86_64|-osx-x86_64)?[.]jar$", "");
    }

    private static Stream<Path> files(String folder, String end) throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER.resolve(folder))) {
            return all.filter(file -> file.toString().endsWith(end)).toList().stream();
        }
    }
}
