package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds a graph's file: {@code STEM[_dtype].onnx}, under {@code onnx/} or beside config.json. An overlay that has a graph in any
 * dtype has none of its base's of that name: those are other weights.
 */
public record GraphFiles(BundleDirectory bundle) {
    /** @throws BundleException if there is no such graph; the message names the available dtypes */
    public Path require(String stem, RuntimeOptions options) {
        return find(stem, options).orElseThrow(() -> missing(stem, options));
    }

    /** As {@link #require}; nothing if there is no such graph. */
    public Optional<Path> find(String stem, RuntimeOptions options) {
        BundleDirectory holder = holder(stem);
        return options.dtypes().of(stem, options.device().provider()).stream()
                .flatMap(dtype -> names(stem, dtype))
                .filter(holder::hasOwn)
                .map(holder.path()::resolve)
                .findFirst();
    }

    /** Of which dtypes graphs are taken, as one would write it to take the same again. */
    public Dtypes taken(Set<String> stems, RuntimeOptions options) {
        Map<String, String> byGraph = new TreeMap<>();
        for (String stem : stems) {
            BundleDirectory holder = holder(stem);
            options.dtypes().of(stem, options.device().provider()).stream()
                    .filter(dtype -> names(stem, dtype).anyMatch(holder::hasOwn))
                    .findFirst()
                    .ifPresent(dtype -> byGraph.put(stem, dtype));
        }
        return Dtypes.ofGraphs(byGraph);
    }

    /** In which dtypes all of some graphs are there, the most precise first. */
    public List<String> dtypes(Set<String> stems) {
        return Dtypes.known().stream()
                .filter(dtype -> !stems.isEmpty()
                        && stems.stream()
                                .allMatch(stem -> present(holder(stem), stem).contains(dtype)))
                .toList();
    }

    /** The names of all graphs that there are, in whatever dtypes. */
    public Set<String> stems() {
        Set<String> stems = new TreeSet<>();
        Stream.concat(bundle.graphs(), bundle.base().stream().flatMap(BundleDirectory::graphs))
                .map(Dtypes::stem)
                .forEach(stems::add);
        return stems;
    }

    private BundleDirectory holder(String stem) {
        return present(bundle, stem).isEmpty() ? bundle.base().orElse(bundle) : bundle;
    }

    /** What a graph's file of a dtype may be called, from a bundle's directory on; the first that is there is taken. */
    public static Stream<String> names(String stem, String dtype) {
        String file = stem + (Dtypes.PLAIN.equals(dtype) ? "" : "_" + dtype) + ".onnx";
        return Stream.of("onnx/" + file, file);
    }

    private BundleException missing(String stem, RuntimeOptions options) {
        BundleDirectory holder = holder(stem);
        Path expected = holder.path().resolve("onnx").resolve(stem + ".onnx");
        TreeSet<String> present = present(holder, stem);
        if (present.isEmpty()) {
            return new BundleException(expected + " is missing; export the model to ONNX or copy the bundle's onnx"
                    + " directory from its repository");
        }
        return new BundleException("graph " + stem + " is not there as dtype "
                + String.join(", ", options.dtypes().of(stem, options.device().provider())) + "; " + holder.path()
                + " has " + present);
    }

    private static TreeSet<String> present(BundleDirectory holder, String stem) {
        TreeSet<String> present = new TreeSet<>();
        for (String dtype : Dtypes.known()) {
            if (names(stem, dtype).anyMatch(holder::hasOwn)) {
                present.add(dtype);
            }
        }
        return present;
    }
}
