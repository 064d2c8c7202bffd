package dev.vlmstream.datasets.sources.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {
    private final Properties properties = new Properties();

    @Test
    void proxiesAreThoseOfTheEnvironmentWithoutPasswords() {
        EnvironmentProxies.use(
                Map.of(
                        "HTTPS_PROXY", "http://user:secret@proxy.example.org:3128/",
                        "http_proxy", "proxy.example.org",
                        "NO_PROXY", ".example.com, localhost,.svc"),
                properties);

        assertThat(properties)
                .containsOnly(
                        Map.entry("https.proxyHost", "proxy.example.org"),
                        Map.entry("https.proxyPort", "3128"),
                        Map.entry("http.proxyHost", "proxy.example.org"),
                        Map.entry("http.nonProxyHosts", "localhost|127.*|[::1]|*.example.com|localhost|*.svc"));
    }

    @Test
    void whatJavaWasToldCountsForMore() {
        properties.setProperty("https.proxyHost", "other");
        EnvironmentProxies.use(Map.of("HTTPS_PROXY", "http://proxy:3128", "HTTP_PROXY", " "), properties);

        assertThat(properties).containsOnly(Map.entry("https.proxyHost", "other"));
    }
}
