package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.TrainingCurves;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives every model its colour, by its name. The names are taken in the order in which runs named them first; each has the
 * colour that its hash points at, or the next one that is free, so that as many models as there are colours differ. Those after
 * them share the colours in another round. All replicas agree, since nothing but manifests and announcements counts.
 */
public final class ModelColours {
    /** As many as palette.css has. */
    public static final int HUES = 8;

    private static final Pattern VARIANT = Pattern.compile("([^/@]+)[/@].+");
    private static final Comparator<RunManifest> OLDEST_FIRST =
            Comparator.comparingLong(RunManifest::getCreatedAt).thenComparing(RunManifest::getRun);

    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Known known;

    private record Known(long changes, List<ModelColour> colours) {}

    /** What models there are has changed. */
    void changed() {
        changes.incrementAndGet();
    }

    /** The colours as they are now, by model. */
    List<ModelColour> of(Supplier<List<RunManifest>> manifests, Supplier<Set<String>> announced) {
        Known last = known;
        long now = changes.get();
        if (last == null || last.changes() != now) {
            last = new Known(now, assigned(manifests.get(), announced.get()));
            known = last;
        }
        return last.colours();
    }

    /** @param announced models that perhaps no run names */
    static List<ModelColour> assigned(Collection<RunManifest> manifests, Collection<String> announced) {
        Map<String, String> families = families(manifests, announced);
        Map<String, Integer> places = new HashMap<>();
        Set<Integer> taken = new HashSet<>();
        for (String family : families.values()) {
            places.computeIfAbsent(family, name -> free(name, taken));
        }
        Map<String, ModelColour> colours = new TreeMap<>();
        families.forEach((model, family) -> {
            int place = places.get(family);
            // A variant by its name is told from its base by its marks; checkpoints of a training are all alike.
            int variant = family.equals(base(model)) ? 1 : 0;
            colours.put(model, new ModelColour(model, place % HUES, place / HUES + variant));
        });
        return List.copyOf(colours.values());
    }

    /** Round for round, from where the name's hash points. */
    private static int free(String name, Set<Integer> taken) {
        int round = taken.size() / HUES * HUES;
        int hue = Math.floorMod(name.hashCode(), HUES);
        while (!taken.add(round + hue)) {
            hue = (hue + 1) % HUES;
        }
        return round + hue;
    }

    /** The models in their order, each with the name that its colour is given to. */
    private static Map<String, String> families(Collection<RunManifest> manifests, Collection<String> announced) {
        Map<String, RunManifest> firsts = new LinkedHashMap<>();
        manifests.stream()
                .sorted(OLDEST_FIRST)
                .forEach(manifest ->
                        new TreeSet<>(manifest.getModels()).forEach(model -> firsts.putIfAbsent(model, manifest)));
        Set<String> names = new HashSet<>(firsts.keySet());
        names.addAll(announced);
        Map<String, String> families = new LinkedHashMap<>();
        firsts.forEach((model, run) -> families.put(model, family(model, run, names)));
        new TreeSet<>(announced).forEach(model -> families.putIfAbsent(model, family(model, null, names)));
        return families;
    }

    private static String family(String model, @Nullable RunManifest run, Set<String> names) {
        if (run != null
                && run.getTags().containsKey(TrainingCurves.STEP)
                && run.getTags().containsKey(TrainingCurves.TRAINING)) {
            return "training " + run.getTags().get(TrainingCurves.TRAINING);
        }
        String base = base(model);
        return base != null && names.contains(base) ? base : model;
    }

    private static @Nullable String base(String model) {
        Matcher variant = VARIANT.matcher(model);
        return variant.matches() ? variant.group(1) : null;
    }
}
