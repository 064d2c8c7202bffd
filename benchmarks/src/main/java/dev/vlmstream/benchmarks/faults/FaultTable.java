package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.faults.DeliveryAudit.Audit;
import dev.vlmstream.benchmarks.faults.Recovery.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The campaign so far, by kind of fault. What a round lost or doubled is told of each kind that struck in it. */
final class FaultTable {
    private static final double MS = 1000.0;

    private final Map<FaultKind, Row> rows = new EnumMap<>(FaultKind.class);

    private static final class Row {
        private final List<Duration> recoveries = new ArrayList<>();
        private int times;
        private long lost;
        private long doubled;
    }

    void add(List<Outcome> outcomes, Audit audit) {
        for (Outcome outcome : outcomes) {
            Row row = rows.computeIfAbsent(outcome.fault().kind(), kind -> new Row());
            row.times++;
            row.lost += audit.lost();
            row.doubled += audit.doubled();
            if (outcome.isRecovered()) {
                row.recoveries.add(outcome.recovery());
            }
        }
    }

    int faults() {
        return rows.values().stream().mapToInt(row -> row.times).sum();
    }

    String markdown() {
        StringBuilder table = new StringBuilder("""
                | fault | times | seconds to recovery, median | worst | lost | doubled |
                |---|---|---|---|---|---|
                """);
        rows.forEach((kind, row) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s | %d | %d |%n",
                kind.text(),
                row.times,
                kind == FaultKind.SECOND_UP ? "refused" : median(row),
                kind == FaultKind.SECOND_UP ? "refused" : worst(row),
                row.lost,
                row.doubled)));
        return table.toString();
    }

    private static String median(Row row) {
        List<Duration> sorted = row.recoveries.stream().sorted().toList();
        return sorted.isEmpty() ? "never" : seconds(sorted.get(sorted.size() / 2));
    }

    private static String worst(Row row) {
        return row.recoveries.size() < row.times
                ? "never"
                : seconds(row.recoveries.stream().sorted().toList().get(row.times - 1));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / MS);
    }
}
