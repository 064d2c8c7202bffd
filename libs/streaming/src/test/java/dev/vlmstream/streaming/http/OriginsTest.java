package dev.vlmstream.streaming.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginsTest {
    @Test
    void anOriginIsOursByHostAndPort() {
        assertThat(Origins.isOwn("http://localhost:8084", "localhost:8084")).isTrue();
        assertThat(Origins.isOwn(null, "localhost:8084")).isTrue();
        assertThat(Origins.isOwn("http://localhost:9999", "localhost:8084")).isFalse();
        assertThat(Origins.isOwn("null", "localhost:8084")).isFalse();
        assertThat(Origins.isOwn("no address at all", "localhost:8084")).isFalse();
    }
}
