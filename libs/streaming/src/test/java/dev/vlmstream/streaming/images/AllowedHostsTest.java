package dev.vlmstream.streaming.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    private static final AllowedHosts HOSTS =
            new AllowedHosts("vlmstream.hosts", List.of("images.example", "Other.example:8080", "[2001:db8::1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://images.example/a",
                "https://IMAGES.example/a",
                "http://images.example:80/a",
                "https://images.example:443/a",
                "http://other.example:8080/a",
                "https://other.example:8080/a",
                "https://[2001:db8::1]/a"
            })
    void aHostIsAllowedOnItsSchemesPortOrTheOneThatIsWritten(String address) {
        assertThat(HOSTS.allow(URI.create(address))).isTrue();
        assertThat(HOSTS.whyNot(URI.create(address))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://images.example:22/a",
                "http://images.example:443/a",
                "https://images.example:80/a",
                "http://images.example:8080/a",
                "http://other.example/a",
                "https://other.example/a",
                "http://[2001:db8::1]:8080/a"
            })
    void notOnOthers(String address) {
        assertThat(HOSTS.whyNot(URI.create(address)))
                .contains("its host may not be read on port ")
                .endsWith(" (vlmstream.hosts: [images.example, Other.example:8080, [2001:db8::1]];"
                        + " other ports than the scheme's are named with the host)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://images.example@x.example/", "http://images.example.x/", "http:///images.example/"})
    void norIsAnotherHost(String address) {
        assertThat(HOSTS.whyNot(URI.create(address))).startsWith("its host is not one that may be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://images.example", "images.example/a", "me@images.example", "a:b", "::1", "a b"})
    void whatIsNoHostStopsTheStart(String written) {
        assertThatThrownBy(() -> new AllowedHosts("vlmstream.hosts", List.of(written)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("vlmstream.hosts: \"" + written + "\" is no host: write example.org");
    }
}
