// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.TestHome;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** An operator looks the libraries up in a list that each distribution has: Maven leaves it out offline, with a warning only. */
class BillOfMaterialsTest {
    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    @Test
    @DisplayName("G6: an offline build")
    void aDistributionWithoutItIsNotMade() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(TestHome.PROJECT.resolve("pom.xml").toFile());
        String rule = "//execution[id='bill-of-materials-is-there']";
        assertEquals("package", XPATH.evaluate(rule + "/phase", pom));
        String file = XPATH.evaluate(rule + "//requireFilesExist/files/file", pom);
        assertEquals("${project.build.directory}/distribution-legal/sbom.cdx.json", file);
        assertTrue(XPATH.evaluate(rule + "//message", pom).contains("expected a build that is online"));
        assertEquals(file, XPATH.evaluate("//execution[id='documents']//delete/@file", pom), "nor one of an earlier build taken for it");
        NodeList plugins = (NodeList) XPATH.evaluate("/project/build/plugins/plugin/artifactId", pom, XPathConstants.NODESET);
        List<String> names = IntStream.range(0, plugins.getLength()).mapToObj(i -> plugins.item(i).getTextContent()).toList();
        assertTrue(names.indexOf("maven-antrun-plugin") < names.indexOf("cyclonedx-maven-plugin"), "in the order of plugins: " + names);
        assertTrue(names.indexOf("maven-enforcer-plugin") < names.indexOf("maven-assembly-plugin"), "in the order of plugins: " + names);
    }
}
