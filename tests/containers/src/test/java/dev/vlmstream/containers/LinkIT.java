package dev.vlmstream.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Ingest and a decoder behind a bad link to the broker, which is cut again and again: nothing is lost or done twice, and both come back by themselves. */
@EnabledIf(
        value = "dev.vlmstream.containers.Link#isThereOrPromised",
        disabledReason =
                "no container engine is reached (DOCKER_HOST), or it has no image of Toxiproxy and can pull none"
                        + " (-Dcontainers.toxiproxy): the link to the broker is not cut")
class LinkIT {
    private static final int ITEMS = 60;
    private static final String MODEL = "emoji-vlm";
    private static final Set<String> GROUPS = Set.of("vlmstream-ingest", "vlmstream-decode-" + MODEL);
    /** The shortest that brokers allow unless told otherwise. */
    private static final Duration SESSION = Duration.ofSeconds(6);
    /** Small batches, so that every cut meets many transactions. */
    private static final Map<String, String> SETTINGS = Map.of(
            "VLMSTREAM_SESSION_TIMEOUT", SESSION.toSeconds() + "s",
            "VLMSTREAM_BATCH_SIZE", "2",
            "VLMSTREAM_BATCH_MOST", "2");
    /** A loop may wait for 30 s in Kafka's client, a few times over, before it begins again. */
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private static final String SILENT = "Kafka has not told its lag for";

    private static final List<AutoCloseable> open = new ArrayList<>();
    private static Broker broker;
    private static Link link;
    private static Groups groups;
    private static ServiceContainer ingest;
    private static ServiceContainer decode;
    private static Committed<Question> questions;
    private static Committed<Prediction> predictions;
    private static Committed<DeadLetter> deadLetters;

    private interface Step {
        void make() throws IOException;
    }

    @BeforeAll
    static void startEverything() throws IOException {
        broker = opened(Broker.start());
        broker.awaitReached();
        link = opened(Link.to(broker));
        groups = opened(new Groups(broker.bootstrap(), GROUPS));
        ingest = service("ingest", "");
        decode = service("decode", Images.MODELS + "/" + MODEL);
        questions = committed(Topic.QUESTIONS, Question.class, one -> one.getRun() + " " + one.getItemId());
        predictions = committed(Topic.PREDICTIONS, Prediction.class, one -> one.getRun() + " " + one.getItemId());
        deadLetters = committed(Topic.DEAD_LETTERS, DeadLetter.class, DeadLetter::getReason);
    }

    private static ServiceContainer service(String name, String models) {
        return opened(ServiceContainer.start(name, "localhost:" + broker.link(), models, SETTINGS));
    }

    private static <T extends SpecificRecord> Committed<T> committed(
            Topic topic, Class<T> type, Function<T, String> name) {
        return opened(new Committed<>(broker.bootstrap(), topic, type, name));
    }

    private static <T extends AutoCloseable> T opened(T one) {
        open.add(0, one);
        return one;
    }

    @AfterAll
    static void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void whateverBefallsTheLinkNothingIsLostOrDoneTwice() throws Exception {
        String ingestStarted = ingest.startedAt();
        String decodeStarted = decode.startedAt();
        link.slow(Duration.ofMillis(100), Duration.ofMillis(50), 64);
        push("first");
        awaitAnswersBeyond(0);

        cut(link::swallow, SESSION.multipliedBy(2));
        cut(() -> link.timeOut(Duration.ofMillis(500)), Duration.ofSeconds(5));
        cut(() -> link.reset(Duration.ofMillis(500)), Duration.ofSeconds(5));

        push("second");
        awaitAnswersBeyond(predictions.names().size());
        link.off();
        await("the groups have given up their members")
                .atMost(SESSION.multipliedBy(4))
                .until(() -> groups.alive().isEmpty());
        assertThat(predictions.names()).hasSizeLessThan(2 * ITEMS);
        awaitHealth("says what is wrong", isAliveAnd(body -> body.contains(SILENT)));
        link.on();

        await("all is answered")
                .atMost(RECOVERY)
                .until(() -> predictions.names().size() >= 2 * ITEMS);
        await("nothing is left to be done").atMost(RECOVERY).until(groups::areAtTheEnds);
        assertThat(groups.alive()).isEqualTo(GROUPS);
        awaitHealth("has nothing to complain of", isAliveAnd(body -> !body.contains(SILENT)));
        assertThat(questions.names()).hasSize(2 * ITEMS).doesNotHaveDuplicates();
        assertThat(predictions.names()).containsExactlyInAnyOrderElementsOf(questions.names());
        assertThat(deadLetters.names()).isEmpty();
        assertThat(ingest.startedAt()).isEqualTo(ingestStarted);
        assertThat(decode.startedAt()).isEqualTo(decodeStarted);
    }

    /** For so long, and then work continues. */
    private static void cut(Step cut, Duration length) throws Exception {
        cut.make();
        Thread.sleep(length.toMillis());
        link.mend();
        awaitAnswersBeyond(predictions.names().size());
    }

    private static void awaitAnswersBeyond(int count) {
        await("more than " + count + " answers")
                .atMost(RECOVERY)
                .until(() -> predictions.names().size() > count);
    }

    private static void awaitHealth(String what, Predicate<HttpResponse<String>> expected) {
        for (ServiceContainer service : List.of(ingest, decode)) {
            await(service.url() + " " + what).atMost(RECOVERY).until(service::liveness, expected);
        }
    }

    /** Nobody is to end it meanwhile. */
    private static Predicate<HttpResponse<String>> isAliveAnd(Predicate<String> says) {
        return answer -> answer.statusCode() == 200 && says.test(answer.body());
    }

    private static void push(String run) {
        Command.run(
                Images.HOST_NETWORK,
                "push",
                Images.DATA + "/emoji/emoji.jsonl",
                "--run=" + run,
                "--split=valid",
                "--limit=" + ITEMS,
                "--task=open-world",
                "--models=" + MODEL,
                "--bootstrap=" + broker.bootstrap());
    }
}
