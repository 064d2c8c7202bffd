package dev.vlmstream.scoring.items;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.Position;
import dev.vlmstream.scoring.runs.ScoreEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Fetches what the index leaves in the topics: texts of scores, images of references. */
public final class ScoreTexts {
    private static final Wire<Score> SCORE = Wire.of(Score.class);
    private static final Wire<Verdict> VERDICT = Wire.of(Verdict.class);
    private static final Wire<Reference> REFERENCE = Wire.of(Reference.class);

    private final RecordFetcher reader;
    private final String scoresTopic;
    private final String referencesTopic;
    private final String verdictsTopic;
    private final ReadModel readModel;

    /**
     * @param names of the topics in this installation
     * @param readModel knows where verdicts lie
     */
    public ScoreTexts(RecordFetcher reader, Function<Topic, String> names, ReadModel readModel) {
        this.reader = reader;
        this.scoresTopic = names.apply(Topic.SCORES);
        this.referencesTopic = names.apply(Topic.REFERENCES);
        this.verdictsTopic = names.apply(Topic.VERDICTS);
        this.readModel = readModel;
    }

    /** The lines of these entries, in their order. */
    public List<ItemLine> lines(List<ScoreEntry> entries) {
        Map<Position, byte[]> records = reader.read(
                scoresTopic, entries.stream().map(ScoreEntry::position).toList());
        List<Score> scores = new ArrayList<>(entries.size());
        for (ScoreEntry entry : entries) {
            byte[] record = records.get(entry.position());
            if (record != null) {
                scores.add(SCORE.decode(record));
            }
        }
        Map<Position, byte[]> verdicts = verdicts(scores);
        return scores.stream()
                .map(score -> ItemLines.of(
                        score,
                        verdictsOf(score).stream()
                                .filter(verdicts::containsKey)
                                .map(position -> VERDICT.decode(verdicts.get(position)))
                                .toList()))
                .toList();
    }

    private Map<Position, byte[]> verdicts(List<Score> scores) {
        List<Position> positions =
                scores.stream().flatMap(score -> verdictsOf(score).stream()).toList();
        return positions.isEmpty() ? Map.of() : reader.read(verdictsTopic, positions);
    }

    private List<Position> verdictsOf(Score score) {
        return readModel
                .run(score.getRun())
                .map(view -> view.verdictsOn(score.getModel(), score.getItemId()))
                .orElse(List.of());
    }

    /** The image of an item's reference; empty where it has none. */
    public Optional<ImageRef> image(ScoreEntry entry) {
        Position at = entry.position();
        byte[] record = reader.read(scoresTopic, List.of(at)).get(at);
        if (record == null) {
            return Optional.empty();
        }
        Score score = SCORE.decode(record);
        if (score.getReferenceOffset() < 0) {
            return Optional.empty();
        }
        Position reference = new Position(score.getReferencePartition(), score.getReferenceOffset());
        return Optional.ofNullable(
                        reader.read(referencesTopic, List.of(reference)).get(reference))
                .map(REFERENCE::decode)
                .map(Reference::getImage);
    }
}
