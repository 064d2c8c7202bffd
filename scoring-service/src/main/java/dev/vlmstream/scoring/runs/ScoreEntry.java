package dev.vlmstream.scoring.runs;

/**
 * A score in the index: where it lies, and which filter accepts it.
 *
 * @param part the filter, of those that exclude one another
 */
public record ScoreEntry(String item, String model, ScoreFilter part, int partition, long offset) {
    /** Right under the task's primary rule, of grades those from 0.5 on. */
    public boolean right() {
        return part == ScoreFilter.RIGHT;
    }

    public Position position() {
        return new Position(partition, offset);
    }
}
