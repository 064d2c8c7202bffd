package dev.vlmstream.streaming.images;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpImagesTest {
    private static HttpImages images(List<String> hosts) {
        return new HttpImages(
                new AllowedHosts("vlmstream.images.http-hosts", hosts),
                100,
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                1000,
                PublicAddress::of);
    }

    @Test
    void refusesAHostThatIsNotAllowed() {
        HttpImages images = images(List.of("images.example"));
        assertThatThrownBy(() -> images.batch().get(URI.create("http://other.example/a.png")))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("vlmstream.images.http-hosts: [images.example]");
    }

    @Test
    void refusesAHostThatOnlyLooksAllowed() {
        HttpImages images = images(List.of("images.example"));
        for (String address : List.of(
                "http://images.example@other.example/a.png",
                "http://images.example.other.example/a.png",
                "http:///images.example/a.png")) {
            assertThatThrownBy(() -> images.batch().get(URI.create(address)))
                    .isInstanceOf(ImageAccessException.class)
                    .hasMessageContaining("its host is not one that may be read");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/a.png",
                "http://127.0.0.1/a.png",
                "https://[::1]/a.png",
                "http://[::ffff:127.0.0.1]/a.png",
                "http://169.254.169.254/latest/meta-data"
            })
    void refusesPrivateAddressesOfAllowedHosts(String address) {
        URI uri = URI.create(address);
        HttpImages images = images(List.of(uri.getHost()));
        assertThatThrownBy(() -> images.batch().get(uri))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("has an address that is not public: it ");
    }
}
