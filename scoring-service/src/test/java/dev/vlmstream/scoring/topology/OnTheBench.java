package dev.vlmstream.scoring.topology;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A test of the topology without a broker. */
abstract class OnTheBench {
    /** In which everything that is due is published. */
    static final Duration A_MOMENT = Duration.ofMillis(300);

    final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }
}
