package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserTest {
    @Test
    void aFileIsOpenedByWhatTheDesktopHas() {
        assertThat(Browser.opener("Linux", Map.of("DISPLAY", ":0"))).contains("xdg-open");
        assertThat(Browser.opener("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")))
                .contains("xdg-open");
        assertThat(Browser.opener("Mac OS X", Map.of())).contains("open");
        assertThat(Browser.opener("Windows 11", Map.of())).contains("explorer");
    }

    @Test
    void nothingIsOpenedWithoutADesktopOrUnattended() {
        assertThat(Browser.opener("Linux", Map.of())).isEmpty();
        assertThat(Browser.opener("Linux", Map.of("DISPLAY", ":0", "CI", "true")))
                .isEmpty();
        assertThat(Browser.open(Path.of("report.html")))
                .as("output of a test is no terminal")
                .isFalse();
    }
}
