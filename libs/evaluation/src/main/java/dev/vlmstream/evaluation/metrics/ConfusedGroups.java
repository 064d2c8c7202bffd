package dev.vlmstream.evaluation.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Puts classes that are taken for one another together, so that a confusion matrix shows blocks and one of a thousand classes
 * fits on a page: average linkage (R. Sokal and C. Michener, 1958), two classes being as near as they are confused, in either
 * direction, of all times that they were shown. Not safe for several threads.
 */
public final class ConfusedGroups {
    private record Pair(int one, int other) {
        static Pair of(int one, int other) {
            return new Pair(Math.min(one, other), Math.max(one, other));
        }
    }

    /** Two clusters that may be joined; without meaning once one of them was. */
    private record Join(double nearness, int one, int other) {
        private static final Comparator<Join> NEAREST_FIRST = Comparator.comparingDouble(Join::nearness)
                .reversed()
                .thenComparing(Join::one)
                .thenComparing(Join::other);
    }

    private record Size(int classes, int cluster) {
        private static final Comparator<Size> SMALLEST_FIRST =
                Comparator.comparingInt(Size::classes).thenComparing(Size::cluster);
    }

    private final long[] shown;
    private final Map<Pair, Long> confused = new HashMap<>();

    /** @param shown how often each class was shown */
    public ConfusedGroups(long[] shown) {
        this.shown = shown.clone();
    }

    /** Counts answers with one class where another was shown. */
    public void add(int label, int answer, long count) {
        if (label != answer) {
            confused.merge(Pair.of(label, answer), count, Long::sum);
        }
    }

    /** At most this many groups of classes, near ones beside one another; each class alone if that is enough. */
    public List<List<Integer>> groups(int most) {
        return new Joining().until(most);
    }

    /** Clusters are numbered: first the classes, then what they are joined to. */
    private final class Joining {
        private final Map<Integer, List<Integer>> clusters = new HashMap<>();
        private final Map<Integer, Map<Integer, Double>> links = new HashMap<>();
        private final PriorityQueue<Join> joins = new PriorityQueue<>(Join.NEAREST_FIRST);
        private final PriorityQueue<Size> sizes = new PriorityQueue<>(Size.SMALLEST_FIRST);
        private int next = shown.length;

        Joining() {
            for (int i = 0; i < shown.length; i++) {
                put(i, List.of(i));
                links.put(i, new HashMap<>());
            }
            confused.forEach((pair, count) ->
                    link(pair.one(), pair.other(), (double) count / (shown[pair.one()] + shown[pair.other()])));
        }

        List<List<Integer>> until(int most) {
            List<List<Integer>> groups = null;
            while (true) {
                if (groups == null && clusters.size() <= most) {
                    groups = List.copyOf(clusters.values());
                }
                if (clusters.size() < 2) {
                    break;
                }
                joinTwo();
            }
            return inOrder(groups == null ? List.of() : groups);
        }

        /** Of the whole tree, in which what was joined early stands together. */
        private List<List<Integer>> inOrder(List<List<Integer>> groups) {
            List<Integer> leaves = clusters.isEmpty()
                    ? List.of()
                    : clusters.values().iterator().next();
            int[] places = new int[leaves.size()];
            for (int i = 0; i < places.length; i++) {
                places[leaves.get(i)] = i;
            }
            return groups.stream()
                    .sorted(Comparator.comparingInt(group -> places[group.get(0)]))
                    .toList();
        }

        private void joinTwo() {
            Join nearest = joins.poll();
            while (nearest != null && !(clusters.containsKey(nearest.one()) && clusters.containsKey(nearest.other()))) {
                nearest = joins.poll();
            }
            if (nearest != null) {
                join(nearest.one(), nearest.other());
            } else {
                // Never taken for one another: the smallest, so that no group is large because of them.
                join(smallest(), smallest());
            }
        }

        private int smallest() {
            Size size = sizes.poll();
            while (!clusters.containsKey(size.cluster())) {
                size = sizes.poll();
            }
            return size.cluster();
        }

        private void join(int one, int other) {
            List<Integer> members = new ArrayList<>(clusters.remove(one));
            members.addAll(clusters.remove(other));
            int joined = next++;
            put(joined, members);
            links.put(joined, new HashMap<>());
            Map<Integer, Double> sums = links.remove(one);
            links.remove(other).forEach((to, sum) -> sums.merge(to, sum, Double::sum));
            sums.forEach((to, sum) -> {
                if (clusters.containsKey(to)) {
                    link(joined, to, sum);
                }
            });
        }

        private void put(int cluster, List<Integer> members) {
            clusters.put(cluster, members);
            sizes.add(new Size(members.size(), cluster));
        }

        /** @param sum of the nearness of the one's classes to the other's */
        private void link(int one, int other, double sum) {
            links.get(one).put(other, sum);
            links.get(other).put(one, sum);
            double pairs =
                    (double) clusters.get(one).size() * clusters.get(other).size();
            joins.add(new Join(sum / pairs, Math.min(one, other), Math.max(one, other)));
        }
    }
}
