package dev.vlmstream.streaming.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyTypesTest {
    @Test
    void anOriginIsOursByHostAndPort() {
        assertThat(BodyTypes.isOwn("http://localhost:8084", "localhost:8084")).isTrue();
        assertThat(BodyTypes.isOwn(null, "localhost:8084")).isTrue();
        assertThat(BodyTypes.isOwn("http://localhost:9999", "localhost:8084")).isFalse();
        assertThat(BodyTypes.isOwn("null", "localhost:8084")).isFalse();
        assertThat(BodyTypes.isOwn("no address at all", "localhost:8084")).isFalse();
    }
}
