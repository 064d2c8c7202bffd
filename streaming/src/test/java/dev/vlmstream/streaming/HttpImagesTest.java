package dev.vlmstream.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpImagesTest {
    @Test
    void refusesAHostThatIsNotAllowed() {
        HttpImages images = new HttpImages(List.of("images.example"), 100);
        assertThatThrownBy(() -> images.get(URI.create("http://other.example/a.png")))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("vlmstream.images.http-hosts: [images.example]");
    }

    @Test
    void refusesAHostThatOnlyLooksAllowed() {
        HttpImages images = new HttpImages(List.of("images.example"), 100);
        for (String address : List.of(
                "http://images.example@other.example/a.png",
                "http://images.example.other.example/a.png",
                "http:///images.example/a.png")) {
            assertThatThrownBy(() -> images.get(URI.create(address)))
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
        HttpImages images = new HttpImages(List.of(uri.getHost()), 100);
        assertThatThrownBy(() -> images.get(uri))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("is an address of a private network");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "127.8.9.10",
                "169.254.1.1",
                "172.16.0.1",
                "192.168.1.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::192.168.0.1",
                "2002:7f00:1::"
            })
    void takesAnAddressForPrivate(String address) throws UnknownHostException {
        assertThat(HttpImages.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "100.128.0.1",
                "172.32.0.1",
                "2606:4700::1111",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2002:808:808::"
            })
    void takesAnAddressForPublic(String address) throws UnknownHostException {
        assertThat(HttpImages.isPrivate(InetAddress.getByName(address))).isFalse();
    }
}
