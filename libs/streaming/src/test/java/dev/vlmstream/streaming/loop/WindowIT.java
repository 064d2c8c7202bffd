package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that are under way side by side. */
@Execution(ExecutionMode.CONCURRENT)
class WindowIT extends InstallationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private void requireAllOnce(int count) {
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= count);
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(count));
    }

    @Test
    void asOneEndsTheNextBegins() {
        Deque<CompletableFuture<?>> underWay = new ConcurrentLinkedDeque<>();
        EchoWindow window = EchoWindow.until(50, value -> {
            CompletableFuture<Void> end = new CompletableFuture<>();
            underWay.add(end);
            return end;
        });
        installation.push(numbers(600));
        installation.process("0").start("echo", window);
        for (int begun = 50; begun < 600; begun++) {
            awaitBegun(window, begun, underWay);
            // In turn the oldest, so that offsets are committed meanwhile, and the newest, which cannot be yet.
            CompletableFuture<?> end = begun % 2 == 0 ? underWay.removeFirst() : underWay.removeLast();
            end.complete(null);
        }
        awaitBegun(window, 600, underWay);
        underWay.forEach(end -> end.complete(null));
        requireAllOnce(600);
        assertThat(window.highest()).isEqualTo(50);
        assertThat(window.begun()).isEqualTo(600);
    }

    private static void awaitBegun(EchoWindow window, int begun, Collection<?> underWay) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> window.begun() == begun && underWay.size() == 50);
    }

    @Test
    void whatEndsBehindOneThatHangsIsThereWhileItHangsAndOnceAfterRestarts() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        EchoWindow window = EchoWindow.until(20, value -> value.equals("0") ? never : EchoWindow.after(20));
        installation.push(numbers(600));
        Installation.Process hanging = installation.process("0", "drain-time", "1s");
        hanging.start("echo", window);
        await().atMost(PATIENCE).until(() -> installation.echoes().size() == 599);
        assertThat(window.now()).isOne();
        hanging.stop();

        // Of the same name: it puts the first out, as the successor of a killed process does.
        CompletableFuture<Void> ended = new CompletableFuture<>();
        EchoWindow successor = EchoWindow.until(20, value -> value.equals("0") ? ended : EchoWindow.after(20));
        Installation.Process second = installation.process("0");
        second.start("echo", successor);
        await().atMost(PATIENCE).until(() -> successor.now() == 1);
        installation.push(List.of("600", "601", "602"));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() == 602);
        ended.complete(null);
        requireAllOnce(603);
        assertThat(successor.begun()).isEqualTo(4);
        second.stop();

        EchoWindow last = new EchoWindow(20, value -> 20);
        installation.process("0").start("echo", last);
        installation.push(List.of("603"));
        requireAllOnce(604);
        assertThat(last.begun()).isOne();
        never.complete(null);
    }

    @Test
    void aRecordThatFailsBesideOthersIsTriedAloneAndOneThatFailsAloneIsADeadLetter() {
        AtomicInteger sevens = new AtomicInteger();
        AtomicInteger nines = new AtomicInteger();
        EchoWindow window = new EchoWindow(10, value -> {
            if (value.equals("7") && sevens.incrementAndGet() > 0) {
                throw new IllegalStateException("seven");
            }
            if (value.equals("9") && nines.incrementAndGet() == 1) {
                throw new IllegalStateException("too many at once");
            }
            return 5;
        });
        installation.push(numbers(40));
        installation.process("0").start("echo", window);
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 39);
        assertThat(installation.echoes()).hasSize(39).doesNotContain("7");
        assertThat(sevens).hasValue(2);
        assertThat(installation.committed(Topic.DEAD_LETTERS))
                .singleElement()
                .satisfies(record -> assertThat(
                                Wire.of(DeadLetter.class).decode(record.value()).getReason())
                        .isEqualTo("seven"));
    }

    @Test
    void whatCannotBeDoneNowIsBegunAgainAfterAPauseAndWhatWasDoneIsNot() {
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger refused = new AtomicInteger();
        EchoWindow window = new EchoWindow(10, value -> {
            if (away.get() && Integer.parseInt(value) >= 12) {
                refused.incrementAndGet();
                throw new UnavailableException("the model is away", Duration.ofMillis(500));
            }
            return 5;
        });
        installation.push(numbers(40));
        Installation.Process process = installation.process("0");
        process.start("echo", window);
        await().atMost(PATIENCE).until(() -> refused.get() > 20);
        await().atMost(PATIENCE).until(() -> installation.echoes().size() == 12);
        away.set(false);
        requireAllOnce(40);
        assertThat(window.begun()).isEqualTo(40 + refused.get());
        assertThat(process.restarts()).isZero();
        assertThat(installation.committed(Topic.DEAD_LETTERS)).isEmpty();
    }

    /** Kafka fails and the clients are replaced: what is under way continues. */
    @Test
    void whatIsUnderWayWhenTheClientsAreReplacedIsNotBegunTwice() {
        AtomicBoolean stumbled = new AtomicBoolean();
        EchoWindow window = new EchoWindow(20, value -> {
            if (value.equals("30") && stumbled.compareAndSet(false, true)) {
                throw new KafkaException("the broker stumbled");
            }
            return 1500;
        });
        installation.push(numbers(60));
        Installation.Process process = installation.process("0");
        process.start("echo", window);
        requireAllOnce(60);
        assertThat(process.restarts()).isOne();
        assertThat(window.begun()).isEqualTo(61);
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void replicasThatComeAndGoShareTheWorkAndNothingIsBegunTwice(GroupProtocol protocol) {
        // One of a hundred hangs.
        EchoWindow window = new EchoWindow(20, value -> value.endsWith("50") ? 3000 : 200);
        EchoWindow other = new EchoWindow(20, value -> value.endsWith("50") ? 3000 : 200);
        installation.push(numbers(1000));
        Installation.Process first = installation.process(protocol, "0");
        first.start("echo", window);
        await().atMost(PATIENCE).until(() -> window.begun() > 100);
        installation.process(protocol, "1").start("echo", other);
        await().atMost(PATIENCE).until(() -> other.begun() > 100);
        first.stop();
        requireAllOnce(1000);
        assertThat(window.begun() + other.begun()).isEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void aMemberThatItsGroupHasPutOutBeginsNothingTwice(GroupProtocol protocol) {
        Installation.Process process = installation.process(protocol, "0");
        EchoWindow window = new EchoWindow(20, value -> 300);
        process.start("echo", window);
        installation.push(numbers(200));
        await().atMost(PATIENCE).until(() -> window.begun() > 60);
        installation.remove(process);
        requireAllOnce(200);
        assertThat(process.restarts()).isZero();
        assertThat(window.begun()).isEqualTo(200);
    }

    @Test
    void stopEndsWhatIsUnderWayAndBeginsNothingElse() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        EchoWindow window = EchoWindow.until(10, value -> ended);
        installation.push(numbers(40));
        Installation.Process process = installation.process("0");
        process.start("echo", window);
        await().atMost(PATIENCE).until(() -> window.now() == 10);
        // While stop waits for them.
        ended.completeOnTimeout(null, 1500, TimeUnit.MILLISECONDS);
        process.stop();
        assertThat(window.begun()).isEqualTo(10);
        // A transaction is readable some time after its commit was confirmed.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(installation.echoes()).hasSize(10));
        assertThat(process.monitor().describe()).startsWith("ended");
    }
}
