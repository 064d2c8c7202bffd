package dev.vlmstream.scoring.items;

import dev.vlmstream.rest.items.DeadLetterLine;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.schemas.DeadLetter;
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

/** Fetches what the index leaves in the topics: texts of scores, images of references, dead letters. */
public final class ScoreTexts {
    private static final Wire<Score> SCORE = Wire.of(Score.class);
    private static final Wire<Verdict> VERDICT = Wire.of(Verdict.class);
    private static final Wire<DeadLetter> LETTER = Wire.of(DeadLetter.class);
    private static final int MOST_OF_A_REASON = 16 * 1024;
    private static final Wire<Reference> REFERENCE = Wire.of(Reference.class);

    private final RecordFetcher reader;
    private final String scoresTopic;
    private final String referencesTopic;
    private final String verdictsTopic;
    private final String lettersTopic;
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
        this.lettersTopic = names.apply(Topic.DEAD_LETTERS);
        this.readModel = readModel;
    }

    /** The lines of these entries, in their order. */
    public List<ItemLine> lines(List<ScoreEntry> entries) {
        Map<Position, Score> records = reader.read(
                scoresTopic, entries.stream().map(ScoreEntry::position).toList(), SCORE::decode);
        List<Score> scores = new ArrayList<>(entries.size());
        for (ScoreEntry entry : entries) {
            Score score = records.get(entry.position());
            if (score != null) {
                scores.add(score);
            }
        }
        Map<Position, Verdict> verdicts = verdicts(scores);
        return scores.stream()
                .map(score -> ItemLines.of(
                        score,
                        verdictsOf(score).stream()
                                .filter(verdicts::containsKey)
                                .map(verdicts::get)
                                .toList()))
                .toList();
    }

    private Map<Position, Verdict> verdicts(List<Score> scores) {
        List<Position> positions =
                scores.stream().flatMap(score -> verdictsOf(score).stream()).toList();
        return positions.isEmpty() ? Map.of() : reader.read(verdictsTopic, positions, VERDICT::decode);
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
        Score score = reader.read(scoresTopic, List.of(at), SCORE::decode).get(at);
        if (score == null || score.getReferenceOffset() < 0) {
            return Optional.empty();
        }
        Position reference = new Position(score.getReferencePartition(), score.getReferenceOffset());
        return Optional.ofNullable(reader.read(referencesTopic, List.of(reference), REFERENCE::decode)
                        .get(reference))
                .map(Reference::getImage);
    }

    /** Dead letters, in their order, without the records they are about. */
    public List<DeadLetterLine> letters(List<Position> positions) {
        Map<Position, DeadLetterLine> lines = reader.read(lettersTopic, positions, ScoreTexts::letter);
        return positions.stream().map(at -> lines.getOrDefault(at, gone(at))).toList();
    }

    private static DeadLetterLine letter(byte[] record) {
        DeadLetter letter = LETTER.decode(record);
        return new DeadLetterLine(
                letter.getRun(),
                letter.getItemId(),
                letter.getModel(),
                letter.getService(),
                cut(letter.getReason()),
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                letter.getAt());
    }

    /** Others than our services may write reasons of any length. */
    private static String cut(String reason) {
        return reason.length() <= MOST_OF_A_REASON
                ? reason
                : reason.substring(0, MOST_OF_A_REASON) + "… (" + reason.length()
                        + " characters; the whole is on the topic)";
    }

    private DeadLetterLine gone(Position at) {
        String reason = "this dead letter is no longer on its topic: the retention time there is over";
        return new DeadLetterLine(null, null, null, "scoring", reason, lettersTopic, at.partition(), at.offset(), 0);
    }
}
