// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, which reaches nobody but the gateway of a test. */
public final class RealBrowser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = TestHome.PROJECT.resolve("target/screenshots");

    private static final long HEIGHT = 800;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    /** @param profile an empty folder */
    public static RealBrowser start(Path profile) {
        if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
            return Absent.skip("no " + CHROMIUM + " or " + DRIVER + " (Debian's packages chromium and chromium-driver)");
        }
        return new RealBrowser(profile);
    }

    private RealBrowser(Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        // Named, so that nobody looks for another, least of all elsewhere.
        driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(new File(DRIVER.toString())).usingAnyFreePort().build(), options);
    }

    public void get(String url) {
        driver.get(url);
    }

    public String url() {
        return driver.getCurrentUrl();
    }

    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    public List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    public WebElement link(String text) {
        return driver.findElement(By.linkText(text));
    }

    public String text() {
        return find("main").getText();
    }

    /** Waits until the page says so: a form is sent, and the next page comes. */
    public void awaitText(String words) {
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(() -> assertTrue(text().contains(words), () -> words + " in " + text()));
    }

    /** What stands in a frame, once it is there. */
    public String textOfFrame(String css) {
        WebElement frame = find(css);
        driver.switchTo().frame(frame);
        try {
            return find("body").getText();
        } finally {
            driver.switchTo().defaultContent();
        }
    }

    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    public void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    /** Goes on to the next thing that takes the keyboard. */
    public WebElement tab() {
        press(Keys.TAB);
        return focused();
    }

    /** From the beginning of the page to what a selector names, by the keyboard alone; fails if it cannot be reached. */
    public WebElement tabTo(WebElement wanted) {
        for (int i = 0; i < 200; i++) {
            WebElement now = tab();
            if (now.equals(wanted)) {
                return now;
            }
        }
        throw new AssertionError("the keyboard does not reach " + wanted.getText());
    }

    /** Of the page itself: nothing of ours may depend on it. */
    public void scripts(boolean on) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
    }

    /** Lets scripts run that the policy of the page forbids: then escaping alone stands against them. */
    public void withoutPolicy(boolean off) {
        driver.executeCdpCommand("Page.setBypassCSP", Map.of("enabled", off));
    }

    public void look(String theme, int width) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        size(width, HEIGHT);
    }

    private void size(long width, long height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    public Object run(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    /** True if a script opened a dialog. */
    public boolean hasDialog() {
        try {
            driver.switchTo().alert().dismiss();
            return true;
        } catch (NoAlertPresentException e) {
            return false;
        }
    }

    /** What the browser complained of since the last look. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(entry -> entry.getLevel() + " " + entry.getMessage()).toList();
    }

    /** The rules of axe-core that the page breaks, each with where. */
    public TreeSet<String> barriers() throws IOException {
        if (!Boolean.TRUE.equals(run("return window.axe !== undefined"))) {
            try (InputStream in = RealBrowser.class.getResourceAsStream("/axe.min.js")) {
                run(new String(in.readAllBytes(), StandardCharsets.UTF_8) + "; window.axe = axe;");
            }
        }
        Object result = ((JavascriptExecutor) driver).executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, {iframes: false, resultTypes: ['violations']}).then("
                + "r => done(r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html + ' ' + n.failureSummary))), e => done(['failed: ' + e]));");
        TreeSet<String> found = new TreeSet<>();
        ((List<?>) result).forEach(one -> found.add(String.valueOf(one)));
        return found;
    }

    /** Keeps a picture of the whole page. */
    public void screenshot(String name) throws IOException {
        long width = ((Number) run("return window.innerWidth")).longValue();
        long height = ((Number) run("return document.documentElement.scrollHeight")).longValue();
        size(width, height); // a frame below the window is not painted
        Map<String, Object> picture = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        size(width, HEIGHT);
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(picture.get("data"))));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
