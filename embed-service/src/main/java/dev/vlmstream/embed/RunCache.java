package dev.vlmstream.embed;

import dev.vlmstream.schemas.RunManifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was derived from the class lists of the latest runs; runs with the same classes and templates share it. */
final class RunCache<T> {
    private static final int RUNS = 8;

    private record Key(List<String> classes, List<String> templates) {}

    private final Map<Key, T> derived = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, T> eldest) {
            return size() > RUNS;
        }
    };
    private @Nullable RunManifest latest;
    private T latestDerived;

    T get(RunManifest manifest, Function<RunManifest, T> derive) {
        // The same manifest object comes with every question of a batch; comparing long lists each time would cost.
        if (manifest != latest) {
            Key key = new Key(manifest.getClasses(), manifest.getTemplates());
            T value = derived.get(key);
            if (value == null) {
                value = derive.apply(manifest);
                derived.put(key, value);
            }
            latest = manifest;
            latestDerived = value;
        }
        return latestDerived;
    }
}
