package dev.vlmstream.scoring.ledger;

import static dev.vlmstream.scoring.Events.manifest;
import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

/** What a restart finds: the same store, and nothing else. */
class ItemLedgerTest {
    private final KeyValueStore<Bytes, byte[]> store = new InMemoryKeyValueStore("items");
    private final List<Score> scores = new ArrayList<>();
    private final ScoringCounters counters = new ScoringCounters();

    @Test
    void aRestartFindsTheSameCounts() {
        Tallies before = new Tallies(3);
        ItemLedger ledger = ledger(before);
        for (int item = 0; item < 50; item++) {
            ledger.add(reference("r", "i" + item, item % 2 == 0 ? "cat" : "dog"), 3, item, 0);
            add(ledger, text("r", "i" + item, "m", "a cat"));
            ledger.fail(manifest("r", "open-world", 50, "m", "broken"), "i" + item, "broken", "no memory", 0);
        }
        add(ledger, text("r", "waits", "m", "a cat"));

        Tallies after = new Tallies(3);
        ledger(after).recount(item -> {});

        assertThat(published(after)).hasSize(2).containsExactlyInAnyOrderElementsOf(published(before));
        assertThat(published(before)).isEmpty();
    }

    @Test
    void aQuestionWaitsUntilItsModelHasAnOutcome() {
        ItemLedger ledger = ledger(new Tallies(3));
        ledger.recount(item -> {});
        add(ledger, text("r", "1", "early", "a cat"));
        ledger.fail(manifest("r", "open-world", 4, "m", "early"), "never-asked", null, "no image", 0);
        assertThat(waiting("m")).isZero();

        for (int item = 0; item < 4; item++) {
            ledger.add(reference("r", "" + item, "cat"), 3, item, 0);
        }
        add(ledger, text("r", "2", "m", "a cat"));
        add(ledger, text("r", "2", "m", "a cat"));
        ledger.fail(manifest("r", "open-world", 4, "m", "early"), "3", "m", "no memory", 0);
        assertThat(waiting("m")).isEqualTo(2);
        assertThat(waiting("early")).isEqualTo(3);

        ledger.close();
        assertThat(waiting("m")).isZero();
        ItemLedger restarted = ledger(new Tallies(3));
        restarted.recount(item -> {});
        assertThat(waiting("m")).isEqualTo(2);
        assertThat(waiting("early")).isEqualTo(3);
        restarted.forget("r", model -> {});
        assertThat(waiting("m")).isZero();
    }

    private long waiting(String model) {
        return counters.questions().stream()
                .mapToLong(partition -> partition.waiting("r", model))
                .sum();
    }

    @Test
    void aRestartStillKnowsWhatWasScored() {
        ItemLedger ledger = ledger(new Tallies(0));
        ledger.add(reference("r", "1", "cat"), 0, 0, 0);
        add(ledger, text("r", "1", "m", "cat"));
        scores.clear();

        ItemLedger restarted = ledger(new Tallies(0));
        restarted.recount(item -> {});
        add(restarted, text("r", "1", "m", "cat"));
        restarted.add(reference("r", "1", "cat"), 0, 9, 0);

        assertThat(scores).isEmpty();
        assertThat(counters.total(Event.DUPLICATE)).isEqualTo(2);
    }

    @Test
    void aRestartStillKnowsWhatWaits() {
        ItemLedger ledger = ledger(new Tallies(0));
        add(ledger, text("r", "1", "m", "cat"));
        ledger.rememberFailure("r", "2", null, "no image");
        ledger.rememberFailure("r", "3", "m", "no memory");
        ledger.rememberFailure("r", "4", "another", "no memory");
        ledger.close();

        ItemLedger restarted = ledger(new Tallies(0));
        Set<String> withoutManifest = new HashSet<>();
        restarted.recount(withoutManifest::add);
        restarted.add(reference("r", "1", "cat"), 0, 0, 0);
        restarted.failRemembered(manifest("r", "open-world", 3, "m"), 0);

        assertThat(withoutManifest).containsExactly("r");
        assertThat(scores).extracting(Score::getItemId).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(counters.total(Event.OF_OTHER_MODEL)).isOne();
        assertThat(counters.waitingNow()).isZero();
    }

    @Test
    void whatAnEarlierVersionRememberedOfAFailureIsFound() {
        new ItemStore(store, "changelog-0").putState("r/1", new ItemState(null, "no image", List.of()));

        ItemLedger ledger = ledger(new Tallies(0));
        List<String> withoutManifest = new ArrayList<>();
        ledger.recount(withoutManifest::add);
        ledger.failRemembered(manifest("r", "open-world", 1, "m"), 0);
        ledger.failRemembered(manifest("r", "open-world", 1, "m"), 0);

        assertThat(withoutManifest).containsExactly("r");
        assertThat(scores).extracting(Score::getReason).containsExactly("no image");
    }

    /** Anyone who may write to the changelog can leave such records; each of them stopped scoring at every start. */
    @Test
    void whatCannotBeReadOfTheStateCostsItsItemAndNothingElse() {
        Tallies before = new Tallies(0);
        ItemLedger ledger = ledger(before);
        for (String item : List.of("state", "reference", "whole")) {
            ledger.add(reference("r", item, "cat"), 0, 0, 0);
            add(ledger, text("r", item, "m", "a cat"));
        }
        add(ledger, text("r", "waits", "m", "a cat"));
        ledger.add(reference("gone", "1", "cat"), 0, 9, 0);
        new ItemStore(store, "changelog-0").putDeleted("gone");
        ledger.close();
        scores.clear();
        for (String key :
                List.of("px", "p", "fabcd", "s", "sr", "s/", "vr/1", "v", "d../x", "rr/none", "wr/none", "?")) {
            store.put(Bytes.wrap(key.getBytes(UTF_8)), "junk".getBytes(UTF_8));
        }
        store.put(Bytes.wrap("p7".getBytes(UTF_8)), new byte[0]);
        store.put(Bytes.wrap("vr/whole\0m\0llm-judge".getBytes(UTF_8)), new byte[] {1});
        store.put(Bytes.wrap("sr/state".getBytes(UTF_8)), new byte[] {1, -1, -1, -1, -1, 127});
        store.put(Bytes.wrap("rr/reference".getBytes(UTF_8)), "junk".getBytes(UTF_8));
        store.put(Bytes.wrap("wr/waits\0m".getBytes(UTF_8)), "junk".getBytes(UTF_8));

        for (int start = 0; start < 2; start++) {
            ItemStore restored = new ItemStore(store, "changelog-0");
            assertThat(new DeletedRuns(restored).contains("gone")).isTrue();
            new VerdictCounter(restored, counters).recount();
            ItemLedger restarted = ledger(new Tallies(0));
            Set<String> withoutManifest = new HashSet<>();
            restarted.recount(withoutManifest::add);
            assertThat(withoutManifest).isSubsetOf("r");
            restarted.add(reference("r", "waits", "cat"), 0, 3, 0);
            restarted.failRemembered(manifest("r", "open-world", 4, "m", "late"), 0);
            add(restarted, text("r", "whole", "m", "a cat"));
            add(restarted, text("r", "reference", "late", "a cat"));
            restarted.close();
        }

        assertThat(scores)
                .extracting(score -> score.getItemId() + " " + score.getModel() + " " + score.getReason())
                .containsExactlyInAnyOrder(
                        "state m " + ItemStore.LOST,
                        "state late " + ItemStore.LOST,
                        "waits m " + ItemStore.LOST,
                        "reference late " + ItemStore.LOST);
        Tallies after = new Tallies(0);
        ledger(after).recount(item -> {});
        assertThat(published(after)).extracting(MetricSnapshot::getRun).containsOnly("r");
    }

    @Test
    void synonymsJudgeWhatWaitedAndWhatCameLaterAlike() {
        Tallies tallies = new Tallies(0);
        ItemLedger ledger = ledger(tallies);
        Reference reference = Reference.newBuilder(reference("r", "1", "cat"))
                .setSynonyms(List.of("tabby"))
                .build();
        add(ledger, text("r", "1", "early", "a tabby"));
        ledger.add(reference, 0, 0, 0);
        add(ledger, text("r", "1", "late", "a tabby"));

        assertThat(scores)
                .hasSize(2)
                .allSatisfy(score -> assertThat(score.getRules())
                        .containsEntry("synonyms", true)
                        .containsEntry("label-inclusion", false));
        Tallies after = new Tallies(0);
        ledger(after).recount(item -> {});
        assertThat(published(after))
                .hasSize(2)
                .containsExactlyInAnyOrderElementsOf(published(tallies))
                .allSatisfy(snapshot -> assertThat(
                                snapshot.getRules().get("synonyms").getCorrect())
                        .isOne());
    }

    @Test
    void gradesAddUpToTheSameBytesInAnyOrderOfArrivalAndAfterARestart() {
        Tallies forwards = new Tallies(0);
        ItemLedger ledger = ledger(forwards);
        IntStream.range(0, 300).forEach(item -> {
            ledger.add(question(item), 0, item, 0);
            add(ledger, answer(item));
        });
        Tallies restarted = new Tallies(0);
        ledger(restarted).recount(item -> {});

        Tallies backwards = new Tallies(0);
        ItemLedger other = new ItemLedger(
                new ItemStore(new InMemoryKeyValueStore("others"), "changelog-1"),
                backwards,
                counters,
                (score, prediction) -> scores.add(score));
        IntStream.range(0, 300).forEach(item -> add(other, answer(299 - item)));
        IntStream.range(0, 300).forEach(item -> other.add(question((item * 7) % 300), 0, (item * 7) % 300, 0));

        MetricSnapshot snapshot = published(forwards).get(0);
        byte[] bytes = Wire.of(MetricSnapshot.class).encode(snapshot);
        assertThat(Wire.of(MetricSnapshot.class).encode(published(backwards).get(0)))
                .isEqualTo(bytes);
        assertThat(Wire.of(MetricSnapshot.class).encode(published(restarted).get(0)))
                .isEqualTo(bytes);
        assertThat(snapshot.getRules().get("anls").getGrades().getSum()).isPositive();
        assertThat(snapshot.getRules().get("exact").getGrades()).isNull();
        assertThat(snapshot.getPrimaryRule()).isEqualTo("vqa-accuracy");
        assertThat(snapshot.getClasses()).isEmpty();
    }

    private static Reference question(int item) {
        String[] answers = IntStream.range(0, 10)
                .mapToObj(person -> "word" + (person < item % 7 ? item % 5 : 9) + "x".repeat(item % 11))
                .toArray(String[]::new);
        return Events.question("r", "i" + item, "textvqa", new byte[] {1}, answers);
    }

    private static Prediction answer(int item) {
        return text("r", "i" + item, "m", "question-answering", "word" + item % 5 + "x".repeat(item % 11));
    }

    @Test
    void stateOfAnotherLayoutIsRefused() {
        byte[] other = new StateFormat.Writer().number(2).text("cat").bytes();

        assertThatThrownBy(() -> ItemState.decode(other))
                .hasMessage(
                        "scoring's state was written by another version of VLM Stream (its layout is 2, this version's"
                                + " is 1): run that version, or start with an empty data directory or another topic prefix");
    }

    private ItemLedger ledger(Tallies tallies) {
        return new ItemLedger(
                new ItemStore(store, "changelog-0"), tallies, counters, (score, prediction) -> scores.add(score));
    }

    private static void add(ItemLedger ledger, Prediction prediction) {
        ledger.add(prediction, Wire.of(Prediction.class).encode(prediction), 0);
    }

    private static List<MetricSnapshot> published(Tallies tallies) {
        List<MetricSnapshot> published = new ArrayList<>();
        tallies.publishChanges(7, published::add);
        return published;
    }
}
