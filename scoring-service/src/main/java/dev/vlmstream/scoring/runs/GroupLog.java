package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GroupState;
import dev.vlmstream.evaluation.metrics.GroupedCounts;
import dev.vlmstream.evaluation.metrics.Grouping;
import dev.vlmstream.scoring.index.Fingerprint;
import dev.vlmstream.scoring.index.RecordFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The items of one model that have a category or a group. Categories are counted as items come; groups, whose items lie in several
 * partitions, are brought together on request, some fingerprints of them in each pass over a log, so that it takes the same memory
 * however many there are.
 */
public final class GroupLog {
    /** More categories than this are none that people would read, and are not counted. */
    private static final int MOST_CATEGORIES = 1_000;

    /** Rules of one item have a bit each. */
    private static final int MOST_RULES = 60;

    private static final int GROUPS_OF_A_PASS = 100_000;
    private static final int BYTES = 3 * Long.BYTES + 2 * Integer.BYTES + 2;
    private static final int NONE = -1;

    private final Supplier<RecordFile> files;
    private final ByteBuffer row = ByteBuffer.allocate(BYTES);
    private final List<String> rules = new ArrayList<>();
    private final List<String> categories = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, CorrectCount> counts = new TreeMap<>();
    private @Nullable RecordFile log;
    private Grouping grouping = Grouping.WHOLE;
    private boolean tooMany;

    GroupLog(Supplier<RecordFile> files) {
        this.files = files;
    }

    /** For one thread at a time. */
    synchronized void add(ScoreFacts score) {
        ScoreFacts.Membership membership = score.membership();
        int category = number(membership.category());
        if (category != NONE && score.isJudged()) {
            counts.merge(membership.category(), score.count(), CorrectCount::merge);
        }
        if (membership.group() != null) {
            if (log == null) {
                log = files.get();
            }
            grouping = Grouping.known(membership.grouping());
            log(score, Fingerprint.of(membership.group()), category);
        }
    }

    private void log(ScoreFacts score, Fingerprint group, int category) {
        Integer size = score.membership().groupSize();
        log.append(row.clear()
                .putLong(group.high())
                .putLong(group.low())
                .putLong(bits(score))
                .putInt(category)
                .putInt(size == null ? 0 : Math.max(0, size))
                .put((byte) (score.isJudged() ? 1 : 0))
                .put((byte) (score.right() ? 1 : 0))
                .flip());
    }

    private long bits(ScoreFacts score) {
        long bits = 0;
        for (Map.Entry<String, Boolean> rule : score.membership().rules().entrySet()) {
            int number = rules.indexOf(rule.getKey());
            if (number < 0 && rules.size() < MOST_RULES) {
                number = rules.size();
                rules.add(rule.getKey());
            }
            bits |= number >= 0 && rule.getValue() ? 1L << number : 0;
        }
        return bits;
    }

    private int number(@Nullable String category) {
        if (category == null || tooMany) {
            return NONE;
        }
        Integer known = numbers.get(category);
        if (known != null) {
            return known;
        }
        if (categories.size() == MOST_CATEGORIES) {
            tooMany = true;
            counts.clear();
            return NONE;
        }
        categories.add(category);
        numbers.put(category, categories.size() - 1);
        return categories.size() - 1;
    }

    /**
     * The numbers by category and by group.
     *
     * @param isComplete whether no more items will come
     */
    GroupedCounts counts(boolean isComplete) {
        Map<String, CorrectCount> items;
        List<String> ruleIds;
        List<String> names;
        RecordFile groups;
        Grouping of;
        synchronized (this) {
            items = new TreeMap<>(counts);
            ruleIds = List.copyOf(rules);
            names = tooMany ? List.of() : List.copyOf(categories);
            groups = log;
            of = grouping;
        }
        int passes = groups == null ? 0 : (int) (1 + groups.records() / GROUPS_OF_A_PASS);
        Iterable<Collection<GroupState>> byPass = () -> IntStream.range(0, passes)
                .<Collection<GroupState>>mapToObj(
                        pass -> states(groups, names, pass, passes).values())
                .iterator();
        return GroupedCounts.of(of, ruleIds, items, byPass, isComplete);
    }

    private static Map<Fingerprint, GroupState> states(RecordFile log, List<String> names, int pass, int passes) {
        Map<Fingerprint, GroupState> states = new HashMap<>();
        log.scan(at -> {
            Fingerprint group = new Fingerprint(at.getLong(), at.getLong());
            if (Long.remainderUnsigned(group.low(), passes) == pass) {
                BitSet right = BitSet.valueOf(new long[] {at.getLong()});
                int category = at.getInt();
                int size = at.getInt();
                boolean judged = at.get() == 1;
                boolean primary = at.get() == 1;
                String name = category >= 0 && category < names.size() ? names.get(category) : null;
                states.computeIfAbsent(group, g -> new GroupState()).add(name, size, judged, primary, right);
            }
        });
        return states;
    }

    synchronized void delete() {
        if (log != null) {
            log.delete();
        }
    }
}
