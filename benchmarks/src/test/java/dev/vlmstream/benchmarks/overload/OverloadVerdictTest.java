package dev.vlmstream.benchmarks.overload;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverloadVerdictTest {
    private static ServiceSample sample(long lag, long megabytes) {
        Map<String, Long> memory = Map.of("decode", megabytes * 1_000_000);
        return new ServiceSample(Duration.ZERO, lag, memory, memory);
    }

    private static OverloadVerdict verdict(long answered, long most, long last, long megabytes) {
        return new OverloadVerdict(
                List.of(sample(100, 100), sample(300, 100), sample(most, megabytes), sample(last, 100)),
                1_000,
                answered);
    }

    @Test
    void anOverloadThatGrowsTheLagAloneIsBorne() {
        assertThatCode(() -> verdict(1_000, 900, 0, 105).require()).doesNotThrowAnyException();
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThatThrownBy(() -> verdict(999, 400, 3, 500).require())
                .hasMessageContaining("999 of 1000 items")
                .hasMessageContaining("waiting records at most")
                .hasMessageContaining("3 waiting records")
                .hasMessageContaining("live heap of decode grew")
                .hasMessageContaining("resident memory of decode grew");
    }
}
