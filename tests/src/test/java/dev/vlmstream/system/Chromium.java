package dev.vlmstream.system;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The browser of the page's tests. */
record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {
    private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");
    private static final Path SHOTS = Path.of("target", "screenshots");

    /** Skips the test where there is no browser. */
    static void require() {
        Assumptions.assumeTrue(exists(), "no " + EXECUTABLE + ": install the package chromium to run the page's test");
    }

    static boolean exists() {
        return Files.isExecutable(EXECUTABLE);
    }

    static Chromium launch() {
        // The browser shares the machine with the whole stack.
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(playwright, playwright.chromium().launch(options()));
    }

    private static BrowserType.LaunchOptions options() {
        return new BrowserType.LaunchOptions()
                .setExecutablePath(EXECUTABLE)
                .setArgs(List.of(
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync"));
    }

    Page page() {
        return browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 900));
    }

    Page darkPhone() {
        return browser.newPage(
                new Browser.NewPageOptions().setViewportSize(375, 740).setColorScheme(ColorScheme.DARK));
    }

    static int pixelsToScrollSideways(Page page) {
        Object overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
        return ((Number) overflow).intValue();
    }

    static Page.ScreenshotOptions shot(String name) {
        return new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png"));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
