package dev.vlmstream.judge.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.wikiqa.ClassOrder;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiClass;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.Outbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlersTest {
    private static final int CLASSES = 30;

    @TempDir
    private Path folder;

    private static WikiMaking making() {
        return WikiMaking.newBuilder()
                .setMaking("m")
                .setWriter("writer")
                .setAnswerer("writer")
                .setClasses(Collections.nCopies(CLASSES, "ant"))
                .setArticles("")
                .setSeed(1234)
                .setQuestions(5)
                .setTries(2)
                .setSoftwareVersion("test")
                .setCreatedAt(0)
                .build();
    }

    private static final WikiQaMeters METERS = new WikiQaMeters(new SimpleMeterRegistry());

    private static final Function<String, Optional<WikiMaking>> MAKINGS =
            name -> name.equals("m") ? Optional.of(making()) : Optional.empty();

    private static <T extends SpecificRecord> ConsumerRecord<byte[], byte[]> record(
            Topic topic, long offset, T event, Class<T> type) {
        return new ConsumerRecord<>(
                topic.topicName(),
                0,
                offset,
                "key".getBytes(StandardCharsets.UTF_8),
                Wire.of(type).encode(event));
    }

    private static <T extends SpecificRecord> List<T> sent(Outbox outbox, Topic topic, Class<T> type) {
        return outbox.records().stream()
                .filter(record -> record.topic().equals(topic.topicName()))
                .map(ProducerRecord::value)
                .map(Wire.of(type)::decode)
                .toList();
    }

    private static WikiWritten written(int index) {
        List<WikiChoices> questions = new ArrayList<>();
        for (int i = 0; i < index % 4; i++) {
            questions.add(new WikiChoices(
                    "Question " + index + "." + i + " of this object?", List.of("a", "b", "c", "d"), i, ""));
        }
        return WikiWritten.newBuilder()
                .setMaking("m")
                .setIndex(index)
                .setName("ant")
                .setReplies(List.of())
                .setQuestions(questions)
                .setRejected(List.of())
                .build();
    }

    /** What one generator makes of the classes in their order. */
    private static Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new TreeMap<>();
        ClassOrder order = new ClassOrder(1234);
        for (int i = 0; i < CLASSES; i++) {
            List<WrittenQuestion> questions =
                    written(i).getQuestions().stream().map(Events::question).toList();
            for (ClassOrder.Turn turn : order.take(i, questions)) {
                for (int j = 0; j < turn.questions().size(); j++) {
                    expected.put("m/" + i + "/" + j, turn.questions().get(j).choices());
                }
            }
        }
        return expected;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderIsTheSameWhateverIsKilledLostOrDoneAgain(long seed) {
        Random random = new Random(seed);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < CLASSES; i++) {
            places.add(i);
        }
        Collections.shuffle(places, random);
        List<ConsumerRecord<byte[], byte[]>> topic = new ArrayList<>();
        for (int place : places) {
            // Markers of transactions lie between.
            topic.add(record(Topic.WIKIQA_WRITTEN, topic.size() * 3L + 1, written(place), WikiWritten.class));
        }
        EarlierRecords earlier = new EarlierRecords() {
            @Override
            public void read(int partition, long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
                topic.stream()
                        .filter(record -> record.offset() >= from && record.offset() < until)
                        .forEach(reader);
            }
        };
        Map<String, List<String>> committed = new TreeMap<>();
        OrderHandler one = new OrderHandler(MAKINGS, earlier, METERS);
        OrderHandler other = new OrderHandler(MAKINGS, earlier, METERS);
        int next = 0;
        while (next < topic.size()) {
            List<ConsumerRecord<byte[], byte[]>> batch =
                    topic.subList(next, Math.min(topic.size(), next + 1 + random.nextInt(5)));
            Outbox outbox = new Outbox(Topic::topicName);
            (random.nextBoolean() ? one : other).handle(batch, outbox);
            int fate = random.nextInt(4);
            if (fate == 0) {
                one = new OrderHandler(MAKINGS, earlier, METERS);
            } else if (fate > 1) {
                for (WikiQuestion question : sent(outbox, Topic.WIKIQA_QUESTIONS, WikiQuestion.class)) {
                    assertThat(committed.put(
                                    Keys.wikiQuestion(question),
                                    question.getWritten().getChoices()))
                            .isNull();
                }
                next += batch.size();
            }
        }
        assertThat(committed).isEqualTo(expected());
    }

    private ModelBundle writer() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("writer"));
        Files.writeString(
                directory.resolve("config.json"),
                "{\"model_type\": \"remote\", \"api\": \"openai\", \"model\": \"m\"}");
        return BundleFinder.open(directory);
    }

    /** @param says what the model does to each request */
    private static BatchHandler answered(
            RecordHandler<TextModel.TextRequest, WikiReply> step, Function<TextModel.TextRequest, String> says) {
        return step.inBatches(requests -> requests.stream()
                .map(request -> WikiReply.newBuilder()
                        .setModel("writer")
                        .setDigest("")
                        .setText(says.apply(request))
                        .build())
                .toList());
    }

    private static WikiClass one(List<WikiReply> replies) {
        return WikiClass.newBuilder()
                .setMaking("m")
                .setIndex(3)
                .setName("ant")
                .setArticles(List.of("Ants."))
                .setReplies(replies)
                .build();
    }

    @Test
    void aClassGoesBackUntilItsTriesAreUsedUpAndThenOn() throws IOException {
        BatchHandler handler = answered(new WriteHandler(writer(), MAKINGS, METERS), request -> "no questions");
        Outbox first = new Outbox(Topic::topicName);
        handler.handle(List.of(record(Topic.WIKIQA_ARTICLES, 0, one(List.of()), WikiClass.class)), first);
        List<WikiClass> again = sent(first, Topic.WIKIQA_ARTICLES, WikiClass.class);
        assertThat(again)
                .singleElement()
                .satisfies(back -> assertThat(back.getReplies()).hasSize(1));

        Outbox second = new Outbox(Topic::topicName);
        handler.handle(List.of(record(Topic.WIKIQA_ARTICLES, 1, again.get(0), WikiClass.class)), second);
        assertThat(sent(second, Topic.WIKIQA_WRITTEN, WikiWritten.class))
                .singleElement()
                .satisfies(done -> {
                    assertThat(done.getReplies()).hasSize(2);
                    assertThat(done.getQuestions()).isEmpty();
                    assertThat(done.getRejected())
                            .hasSize(2)
                            .allMatch(rejected -> rejected.getReason().equals("no-json"));
                });
    }

    @Test
    void whatIsGivenUpGoesOnWithoutAnAnswerSoThatTheMakingEnds() throws IOException {
        Outbox outbox = new Outbox(Topic::topicName);
        new WriteHandler(writer(), MAKINGS, METERS)
                .giveUp(
                        record(Topic.WIKIQA_ARTICLES, 0, one(List.of()), WikiClass.class),
                        new IllegalArgumentException("longer than the model's context"),
                        outbox);
        assertThat(sent(outbox, Topic.WIKIQA_WRITTEN, WikiWritten.class))
                .singleElement()
                .satisfies(done ->
                        assertThat(done.getReplies().get(0).getFailure()).contains("longer than the model's context"));

        WikiQuestion question = WikiQuestion.newBuilder()
                .setMaking("m")
                .setIndex(0)
                .setPosition(0)
                .setName("ant")
                .setWritten(new WikiChoices("Is this object small?", List.of("a", "b", "c", "d"), 0, ""))
                .build();
        Outbox named = new Outbox(Topic::topicName);
        new AnswerHandler(writer(), MAKINGS, AnswerHandler.Step.NAMED, METERS)
                .giveUp(
                        record(Topic.WIKIQA_QUESTIONS, 0, question, WikiQuestion.class),
                        new IllegalArgumentException("broken"),
                        named);
        WikiQuestion failed =
                sent(named, Topic.WIKIQA_NAMED, WikiQuestion.class).get(0);
        Outbox unnamed = new Outbox(Topic::topicName);
        answered(new AnswerHandler(writer(), MAKINGS, AnswerHandler.Step.UNNAMED, METERS), request -> {
                    throw new AssertionError("asked in vain: " + request);
                })
                .handle(List.of(record(Topic.WIKIQA_NAMED, 0, failed, WikiQuestion.class)), unnamed);
        assertThat(sent(unnamed, Topic.WIKIQA_ANSWERED, WikiQuestion.class))
                .singleElement()
                .satisfies(end -> assertThat(end.getUnnamed()).isNull());
    }

    @Test
    void whatIsNoEventOrOfNoMakingIsADeadLetterAndOfAnotherModelIsLeftToIt() throws IOException {
        BatchHandler handler = answered(new WriteHandler(writer(), MAKINGS, METERS), request -> "A");
        Outbox outbox = new Outbox(Topic::topicName);
        WikiClass stray =
                WikiClass.newBuilder(one(List.of())).setMaking("unknown").build();
        handler.handle(
                List.of(
                        new ConsumerRecord<>(Topic.WIKIQA_ARTICLES.topicName(), 0, 0, new byte[0], new byte[] {1}),
                        record(Topic.WIKIQA_ARTICLES, 1, stray, WikiClass.class)),
                outbox);
        assertThat(sent(outbox, Topic.DEAD_LETTERS, DeadLetter.class))
                .hasSize(2)
                .anyMatch(letter -> letter.getReason().equals("no making \"unknown\" is on wikiqa-makings"));

        Outbox others = new Outbox(Topic::topicName);
        answered(
                        new WriteHandler(
                                writer(),
                                name -> Optional.of(WikiMaking.newBuilder(making())
                                        .setWriter("another")
                                        .build()),
                                METERS),
                        request -> "A")
                .handle(List.of(record(Topic.WIKIQA_ARTICLES, 0, one(List.of()), WikiClass.class)), others);
        assertThat(others.records()).isEmpty();
    }
}
