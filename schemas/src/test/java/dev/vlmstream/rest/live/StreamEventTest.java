package dev.vlmstream.rest.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clients know events by these names. */
class StreamEventTest {
    @Test
    void eventsHaveTheNamesThatClientsKnow() {
        assertThat(ids(RunEvent.ALL)).containsExactly("metrics", "answers", "complete", "deleted");
        assertThat(ids(AllRunsEvent.ALL)).containsExactly("runs", "complete", "deleted");
    }

    @Test
    void everyEventSaysWhenItIsSentAndItsDataIsARecord() {
        assertThat(Stream.concat(RunEvent.ALL.stream(), AllRunsEvent.ALL.stream()))
                .allSatisfy(event -> {
                    assertThat(event.when()).isNotBlank();
                    assertThat(event.data().isRecord()).isTrue();
                });
    }

    private static List<String> ids(List<StreamEvent> events) {
        return events.stream().map(StreamEvent::id).toList();
    }
}
