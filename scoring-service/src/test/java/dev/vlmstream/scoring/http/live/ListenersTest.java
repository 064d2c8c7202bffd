package dev.vlmstream.scoring.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.readmodel.Board;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final FakeSink sink = new FakeSink();

    @Test
    void whoIsSlowIsToldTheNewestStateOnceItHasTakenTheLast() {
        int[] state = {0};
        Listener listener = new Listener(story(state), sink, 0);
        for (int second = 1; second <= 20; second++) {
            state[0] = second;
            sink.ready = second % 10 == 0;
            assertThat(listener.turn(second * SECOND)).isTrue();
        }
        assertThat(sink.told).containsExactly("10", "20");
    }

    @Test
    void whoTakesNothingForTooLongIsDropped() {
        Listener listener = new Listener(story(new int[1]), sink, 0);
        sink.ready = false;
        assertThat(listener.turn(Listener.PATIENCE.toNanos())).isTrue();
        assertThat(listener.turn(Listener.PATIENCE.toNanos() + 1)).isFalse();
        assertThat(sink.told).containsExactly("dropped: nothing was read for 60 s");
    }

    @Test
    void silenceIsBrokenNowAndThen() {
        int[] state = {1};
        Listener listener = new Listener(story(state), sink, 0);
        for (int second = 1; second <= 40; second++) {
            listener.turn(second * SECOND);
        }
        assertThat(sink.told).containsExactly("1", "alive", "alive");
    }

    @Test
    void thereAreOnlySoManyListeners(@TempDir Path directory) {
        ScoreIndex index = ScoreIndex.open(directory);
        Listeners listeners = new Listeners(new Bulletins(new Board(index), new ObjectMapper()));
        for (int i = 0; i < Listeners.MOST; i++) {
            listeners.listen(new FakeSink());
        }
        assertThat(listeners.isFull()).isTrue();
        listeners.listen(sink);
        assertThat(sink.told).containsExactly("dropped: 1000 listeners are here already");
        listeners.close();
        index.close();
    }

    @Test
    void anEventStreamIsReadyWhenItsReaderAsksForMore() {
        AtomicReference<MultiEmitter<Object>> emitter = new AtomicReference<>();
        AssertSubscriber<Object> reader = AssertSubscriber.create(1);
        Multi.createFrom()
                .<Object>emitter(e -> emitter.set((MultiEmitter<Object>) e))
                .subscribe()
                .withSubscriber(reader);
        EventSink events = new EventSink(null, emitter.get());
        assertThat(events.isReady()).isTrue();
        emitter.get().emit("one");
        assertThat(events.isReady()).isFalse();
        reader.request(1);
        assertThat(events.isReady()).isTrue();
    }

    @Test
    void anOriginIsOursByHostAndPort() {
        assertThat(SocketUpgrade.isOwnOrigin("http://localhost:8084", "localhost:8084"))
                .isTrue();
        assertThat(SocketUpgrade.isOwnOrigin(null, "localhost:8084")).isTrue();
        assertThat(SocketUpgrade.isOwnOrigin("http://localhost:9999", "localhost:8084"))
                .isFalse();
        assertThat(SocketUpgrade.isOwnOrigin("null", "localhost:8084")).isFalse();
        assertThat(SocketUpgrade.isOwnOrigin("no address at all", "localhost:8084"))
                .isFalse();
    }

    /** Tells a number when it has changed. */
    private static Story story(int[] state) {
        return new Story() {
            private int told;

            @Override
            public boolean tell(Sink to) {
                boolean changed = state[0] != told;
                if (changed) {
                    told = state[0];
                    to.tell("number", String.valueOf(told));
                }
                return changed;
            }

            @Override
            public boolean isOver() {
                return false;
            }
        };
    }

    private static final class FakeSink implements Sink {
        private final List<String> told = new ArrayList<>();
        private boolean ready = true;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void tell(String event, String data) {
            told.add(data);
        }

        @Override
        public void signOfLife() {
            told.add("alive");
        }

        @Override
        public void end() {
            told.add("ended");
        }

        @Override
        public void drop(String reason) {
            told.add("dropped: " + reason);
        }
    }
}
