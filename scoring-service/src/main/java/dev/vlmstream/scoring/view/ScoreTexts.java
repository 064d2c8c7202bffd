package dev.vlmstream.scoring.view;

import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fetches what the index leaves in the topics: texts of scores, images of references. */
public final class ScoreTexts {
    private static final Wire<Score> SCORE = Wire.of(Score.class);
    private static final Wire<Reference> REFERENCE = Wire.of(Reference.class);

    private final RecordReader reader;
    private final String scoresTopic;
    private final String referencesTopic;

    /** Reads from the topics of these names. */
    public ScoreTexts(RecordReader reader, String scoresTopic, String referencesTopic) {
        this.reader = reader;
        this.scoresTopic = scoresTopic;
        this.referencesTopic = referencesTopic;
    }

    /** The lines of these entries, in their order. */
    public List<ItemLine> lines(List<ScoreEntry> entries) {
        Map<Position, byte[]> records = reader.read(
                scoresTopic, entries.stream().map(ScoreEntry::position).toList());
        List<ItemLine> lines = new ArrayList<>(entries.size());
        for (ScoreEntry entry : entries) {
            byte[] record = records.get(entry.position());
            if (record != null) {
                lines.add(ItemLine.of(SCORE.decode(record)));
            }
        }
        return lines;
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
