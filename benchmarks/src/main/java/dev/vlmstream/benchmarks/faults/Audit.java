package dev.vlmstream.benchmarks.faults;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was wrong with a round's results.
 *
 * @param lost predictions, scores and verdicts that are not there
 * @param doubled those that are there more than once
 * @param complaints what was wrong, in words
 */
record Audit(long lost, long doubled, List<String> complaints) {
    Audit {
        complaints = List.copyOf(complaints);
    }

    Audit and(List<String> more) {
        return new Audit(
                lost, doubled, Stream.concat(complaints.stream(), more.stream()).toList());
    }
}
