package dev.vlmstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.streaming.tables.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunLookupTest {
    private final Rows<RunManifest> runs = new Rows<>();
    private final RunLookup book = new RunLookup(runs);

    /** A table in memory that counts how often it was asked for what it has not. */
    private static final class Rows<T> implements Table<T> {
        private final Map<String, T> rows = new TreeMap<>();
        private int vain;

        @Override
        public Optional<T> known(String key) {
            return Optional.ofNullable(rows.get(key));
        }

        @Override
        public Optional<T> find(String key) {
            vain += rows.containsKey(key) ? 0 : 1;
            return Optional.ofNullable(rows.get(key));
        }

        @Override
        public List<T> rows() {
            return List.copyOf(rows.values());
        }

        @Override
        public void catchUp() {
            vain++;
        }
    }

    @BeforeEach
    void beginBatch() {
        book.beginBatch();
    }

    @Test
    void findsARunOfTheTopic() {
        runs.rows.put("r", Samples.manifest("r").build());
        assertThat(book.find("r")).get().extracting(RunManifest::getRun).isEqualTo("r");
    }

    @Test
    void findsARunOpenedInTheSameBatchAndForgetsItWithTheBatch() {
        assertThat(book.find("r").isEmpty()).isTrue();
        assertThat(book.open(Samples.manifest("r").build(), "items-0@1")).isTrue();
        assertThat(book.find("r")).isPresent();
        book.beginBatch();
        assertThat(book.find("r").isEmpty()).isTrue();
    }

    @Test
    void aRunThatIsNotThereMayComeYet() {
        assertThat(book.find("late")).isEmpty();
    }

    @Test
    void aManifestThatWasWrittenToTheTopicItselfIsCheckedLikeOneByHttp() {
        runs.rows.put(
                "huge",
                Samples.manifest("huge")
                        .setTask("closed-world")
                        .setLabels(Integer.MAX_VALUE)
                        .build());
        assertThatThrownBy(() -> book.find("huge"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("the manifest of run \"huge\" in the runs topic is wrong")
                .hasMessageContaining("labels");
        runs.rows.put("less", Samples.manifest("less").setItems(-5L).build());
        assertThatThrownBy(() -> book.find("less"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("\"items\" is -5");
        runs.rows.put("what", Samples.manifest("what").setTask("what").build());
        assertThatThrownBy(() -> book.find("what"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("\"task\" is what");
    }

    @Test
    void looksForMissingRunsOnceASecond() {
        for (int i = 0; i < 5; i++) {
            book.find("late");
        }
        assertThat(runs.vain).isOne();
        book.beginBatch();
        runs.rows.put("late", Samples.manifest("late").build());
        assertThat(book.find("late")).isPresent();
    }

    @Test
    void aDeletedRunTakesNothingAndItsIdIsNotUsedAgain() {
        runs.rows.put("r", Deletions.marker(Samples.manifest("r").build(), 5));
        assertThatThrownBy(() -> book.find("r"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("run \"r\" was deleted");
        assertThatThrownBy(() -> book.open(Samples.manifest("r").build(), "items-0@1"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("choose another run id");
        assertThat(book.find(null).isEmpty()).isTrue();
    }

    @Test
    void aManifestSentAgainIsTheSameRunWhateverItsTagsAndWhetherItIsShown() {
        runs.rows.put(
                "r",
                Samples.manifest("r")
                        .setArchived(true)
                        .setTags(Map.of("by", "ada"))
                        .build());
        assertThat(book.open(Samples.manifest("r").build(), "items-0@1")).isFalse();
    }

    @Test
    void refusesARunThatIsNoId() {
        assertThatThrownBy(() -> book.find("../r"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run id \"../r\"");
    }

    @Test
    void takesTheSameManifestTwiceAndRefusesOneThatDiffers() {
        runs.rows.put("r", Samples.manifest("r").build());
        assertThat(book.open(Samples.manifest("r").setCreatedAt(99).build(), "items-0@1"))
                .isFalse();
        assertThatThrownBy(() -> book.open(Samples.manifest("r").setSeed(7).build(), "items-0@1"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("run \"r\" exists with other settings")
                .hasMessageContaining("seed")
                .hasMessageContaining("choose another run id");
    }

    @Test
    void refusesAManifestThatDiffersFromOneOpenedInTheSameBatch() {
        book.open(Samples.manifest("r").build(), "items-0@1");
        assertThatThrownBy(() -> book.open(Samples.manifest("r").setSeed(7).build(), "items-0@1"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("seed");
    }

    @Test
    void closesARunOnce() {
        RunManifest manifest = Samples.manifest("r").build();
        assertThat(book.close(manifest, new Pushed.Closing("r", 5, null)))
                .get()
                .extracting(RunManifest::getItems)
                .isEqualTo(5L);
        RunManifest closed = book.find("r").orElseThrow();
        assertThat(closed.getItems()).isEqualTo(5);
        assertThat(closed.getClosedAt()).isNotNull();
        assertThat(book.close(closed, new Pushed.Closing("r", 5, null))).isEmpty();
        assertThatThrownBy(() -> book.close(closed, new Pushed.Closing("r", 6, null)))
                .isInstanceOf(RejectedException.class)
                .hasMessage("run \"r\" was closed with 5 items, now 6 are said");
    }

    @Test
    void closesARunWhoseCountItsManifestSaid() {
        RunManifest manifest = Samples.manifest("r").setItems(5L).build();
        assertThat(KnownRun.isClosed(manifest)).isFalse();
        assertThatThrownBy(() -> book.close(manifest, new Pushed.Closing("r", 6, null)))
                .isInstanceOf(RejectedException.class)
                .hasMessage("run \"r\" is said to have 5 items, now 6 are said");
        assertThat(book.close(manifest, new Pushed.Closing("r", 5, null))).get().matches(KnownRun::isClosed);
    }

    @Test
    void closesARunWithTheDigestOfItsItems() {
        String digest = "0f".repeat(32);
        RunManifest manifest = Samples.manifest("r").build();
        assertThat(book.close(manifest, new Pushed.Closing("r", 5, digest)))
                .get()
                .extracting(RunManifest::getItemsDigest)
                .isEqualTo(digest);
        RunManifest said = Samples.manifest("r").setItemsDigest(digest).build();
        assertThat(book.close(said, new Pushed.Closing("r", 5, null)))
                .get()
                .extracting(RunManifest::getItemsDigest)
                .isEqualTo(digest);
        assertThatThrownBy(() -> book.close(said, new Pushed.Closing("r", 5, "00".repeat(32))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("run \"r\" has other items: their digest is 0f0f");
    }

    @Test
    void meansTheOneOpenRunWhereNoneIsNamed() {
        runs.rows.put(
                "done", Samples.manifest("done").setItems(3L).setCreatedAt(9).build());
        runs.rows.put("open", Samples.manifest("open").build());
        assertThat(book.find(null).orElseThrow().getRun()).isEqualTo("open");
        assertThat(book.find("").orElseThrow().getRun()).isEqualTo("open");
    }

    @Test
    void meansTheNewestRunWhereNoneIsOpen() {
        runs.rows.put("a", Samples.manifest("a").setItems(3L).setCreatedAt(9).build());
        runs.rows.put("b", Samples.manifest("b").setItems(3L).setCreatedAt(5).build());
        assertThat(book.find(null).orElseThrow().getRun()).isEqualTo("a");
    }

    @Test
    void doesNotTakeAnotherRunForTheOneThatTheLastBatchOpened() {
        runs.rows.put("done", Samples.manifest("done").setItems(3L).build());
        book.open(Samples.manifest("r").build(), "items-0@1");
        assertThat(book.find(null).orElseThrow().getRun()).isEqualTo("r");
        book.beginBatch();
        assertThat(book.find(null)).as("its manifest cannot be read yet").isEmpty();
        runs.rows.put("r", Samples.manifest("r").build());
        assertThat(book.find(null).orElseThrow().getRun()).isEqualTo("r");
    }

    @Test
    void aManifestThatCannotBeReadYetIsThereForOthersAndWrittenAgainForItsOwnRecord() {
        RunManifest manifest = Samples.manifest("r").build();
        assertThat(book.open(manifest, "items-0@1")).isTrue();
        book.beginBatch();
        assertThat(book.open(manifest, "items-0@2")).as("sent twice").isFalse();
        assertThatThrownBy(() -> book.open(Samples.manifest("r").setSeed(7).build(), "items-0@3"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("seed");
        book.beginBatch();
        assertThat(book.open(manifest, "items-0@1"))
                .as("its transaction was given up")
                .isTrue();
        runs.rows.put("r", manifest);
        book.beginBatch();
        assertThat(book.open(manifest, "items-0@1")).isFalse();
    }

    @Test
    void doesNotGuessAmongSeveralOpenRuns() {
        runs.rows.put("a", Samples.manifest("a").build());
        book.open(Samples.manifest("b").build(), "items-0@1");
        assertThat(book.find(null).isEmpty()).isTrue();
    }
}
