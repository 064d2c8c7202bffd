package dev.vlmstream.rest.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clients know events by these names. */
class StreamEventTest {
    @Test
    void eventsHaveTheNamesThatClientsKnow() {
        assertThat(ids(RunEvent.values())).containsExactly("metrics", "answers", "complete", "deleted");
        assertThat(ids(AllRunsEvent.values())).containsExactly("runs", "complete", "deleted");
    }

    @Test
    void everyEventSaysWhenItIsSentAndItsDataIsARecord() {
        assertThat(Stream.<StreamEvent>concat(Arrays.stream(RunEvent.values()), Arrays.stream(AllRunsEvent.values())))
                .allSatisfy(event -> {
                    assertThat(event.when()).isNotBlank();
                    assertThat(event.data().isRecord()).isTrue();
                });
    }

    private static List<String> ids(StreamEvent[] events) {
        return Arrays.stream(events).map(StreamEvent::id).toList();
    }
}
