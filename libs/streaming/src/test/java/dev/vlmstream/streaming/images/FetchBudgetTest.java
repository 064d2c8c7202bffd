package dev.vlmstream.streaming.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchBudgetTest {
    private final FetchBudget room = new FetchBudget(100);
    private final HttpFetch a = fetch("a");
    private final HttpFetch b = fetch("b");
    private final HttpFetch c = fetch("c");
    private final HttpFetch d = fetch("d");
    private final List<String> begun = new ArrayList<>();

    private HttpFetch fetch(String host) {
        return new HttpFetch(URI.create("http://" + host + "/"), 1000, Duration.ofSeconds(1), room);
    }

    private void take(HttpFetch fetch, long bytes) {
        room.take(fetch, bytes, () -> begun.add(fetch.host()));
    }

    @Test
    void whatDoesNotFitWaitsUntilOthersWereTakenOver() {
        take(a, 60);
        take(b, 60);
        take(c, 10);
        assertThat(begun).as("nobody overtakes").containsExactly("a");
        room.shrink(a, 30);
        assertThat(begun).containsExactly("a", "b", "c");
        take(d, 1);
        assertThat(begun).hasSize(3);
        a.drop();
        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatSomebodyWaitsForHasRoomAtOnce() {
        take(a, 100);
        take(b, 500);
        take(c, 1);
        room.hurry(b);
        assertThat(begun).containsExactly("a", "b");
        a.drop();
        assertThat(begun).as("more is held than there is").hasSize(2);
        b.drop();
        assertThat(begun).containsExactly("a", "b", "c");
    }

    @Test
    void whatFailsGivesItsRoomBackOnce() {
        take(a, 100);
        take(b, 100);
        take(c, 100);
        b.fail("meanwhile");
        a.fail("broken");
        a.drop();
        assertThat(begun).containsExactly("a", "c");
        take(d, 1);
        assertThat(begun).hasSize(2);
    }
}
