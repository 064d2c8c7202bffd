package dev.vlmstream.scoring.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.scoring.http.live.LiveStream.Connection;
import dev.vlmstream.scoring.http.live.Subscriptions.Subscription;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.readmodel.ReadModel;
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

class SubscriptionsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final FakeConnection connection = new FakeConnection();

    @Test
    void aSlowClientIsSentTheNewestStateOnceItHasTakenTheLast() {
        int[] state = {0};
        Subscription subscription = new Subscription(stream(state), connection, 0);
        for (int second = 1; second <= 20; second++) {
            state[0] = second;
            connection.ready = second % 10 == 0;
            assertThat(subscription.turn(second * SECOND)).isTrue();
        }
        assertThat(connection.sent).containsExactly("10", "20");
    }

    @Test
    void aClientThatTakesNothingForTooLongIsDropped() {
        Subscription subscription = new Subscription(stream(new int[1]), connection, 0);
        connection.ready = false;
        assertThat(subscription.turn(Subscription.PATIENCE.toNanos())).isTrue();
        assertThat(subscription.turn(Subscription.PATIENCE.toNanos() + 1)).isFalse();
        assertThat(connection.sent).containsExactly("dropped: nothing was read for 60 s");
    }

    @Test
    void aSilentConnectionGetsAHeartbeat() {
        int[] state = {1};
        Subscription subscription = new Subscription(stream(state), connection, 0);
        for (int second = 1; second <= 40; second++) {
            subscription.turn(second * SECOND);
        }
        assertThat(connection.sent).containsExactly("1", "alive", "alive");
    }

    @Test
    void thereAreOnlySoManySubscriptions(@TempDir Path directory) {
        ScoreIndex index = ScoreIndex.open(directory);
        ObjectMapper json = new ObjectMapper();
        Subscriptions subscriptions =
                new Subscriptions(new PayloadCache(new ReadModel(index), json), new AnswerTails(entries -> List.of()));
        for (int i = 0; i < Subscriptions.MOST; i++) {
            subscriptions.subscribe(new FakeConnection());
        }
        assertThat(subscriptions.isFull()).isTrue();
        subscriptions.subscribe(connection);
        assertThat(connection.sent).containsExactly("dropped: 1000 clients are connected already");
        subscriptions.close();
        index.close();
    }

    @Test
    void anEventStreamIsReadyWhenItsReaderRequestsMore() {
        AtomicReference<MultiEmitter<Object>> emitter = new AtomicReference<>();
        AssertSubscriber<Object> reader = AssertSubscriber.create(1);
        Multi.createFrom()
                .<Object>emitter(e -> emitter.set((MultiEmitter<Object>) e))
                .subscribe()
                .withSubscriber(reader);
        EventStreams.EventConnection events = new EventStreams.EventConnection(null, emitter.get());
        assertThat(events.isReady()).isTrue();
        emitter.get().emit("one");
        assertThat(events.isReady()).isFalse();
        reader.request(1);
        assertThat(events.isReady()).isTrue();
    }

    /** Sends a number when it has changed. */
    private static LiveStream stream(int[] state) {
        int[] sent = {0};
        return to -> {
            if (state[0] == sent[0]) {
                return LiveStream.Sent.NOTHING;
            }
            sent[0] = state[0];
            to.send("number", String.valueOf(sent[0]));
            return LiveStream.Sent.NEWS;
        };
    }

    private static final class FakeConnection implements Connection {
        private final List<String> sent = new ArrayList<>();
        private boolean ready = true;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(String event, String data) {
            sent.add(data);
        }

        @Override
        public void heartbeat() {
            sent.add("alive");
        }

        @Override
        public void end() {
            sent.add("ended");
        }

        @Override
        public void drop(String reason) {
            sent.add("dropped: " + reason);
        }
    }
}
