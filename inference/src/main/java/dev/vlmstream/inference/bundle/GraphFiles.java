package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds a graph's file: {@code STEM[_dtype].onnx}, under {@code onnx/} or beside config.json. */
public final class GraphFiles {

    private static final String PLAIN = "fp32";
    /** The order of {@link RuntimeOptions#AUTO}: precise before small. */
    private static final List<String> BY_PRECISION =
            List.of(PLAIN, "fp16", "int8", "uint8", "quantized", "q4f16", "q4", "bnb4");

    private final BundleDirectory bundle;

    public GraphFiles(BundleDirectory bundle) {
        this.bundle = bundle;
    }

    /** @throws BundleException if there is no such graph; the message names the dtypes that are there */
    public Path require(String stem, String dtype) {
        return find(stem, dtype).orElseThrow(() -> missing(stem, dtype));
    }

    /** As {@link #require}; nothing if there is no such graph. */
    public Optional<Path> find(String stem, String dtype) {
        return names(stem, dtype).stream()
                .filter(bundle::has)
                .map(bundle.path()::resolve)
                .findFirst();
    }

    /** Dtypes that have a suffix of their own, the most precise first. */
    public static List<String> dtypes() {
        return BY_PRECISION;
    }

    /** What a graph's file may be called, from a bundle's directory on; the first that is there is taken. */
    public static List<String> names(String stem, String dtype) {
        List<String> wanted = RuntimeOptions.AUTO.equals(dtype) ? BY_PRECISION : List.of(dtype);
        return wanted.stream()
                .map(one -> stem + (PLAIN.equals(one) ? "" : "_" + one) + ".onnx")
                .flatMap(file -> Stream.of("onnx/" + file, file))
                .toList();
    }

    private BundleException missing(String stem, String dtype) {
        Path expected = bundle.path().resolve("onnx").resolve(stem + ".onnx");
        TreeSet<String> present = present(stem);
        if (present.isEmpty()) {
            return new BundleException(expected + " is missing; export the model to ONNX or copy the bundle's onnx"
                    + " directory from its repository");
        }
        return new BundleException(
                "graph " + stem + " is not there as dtype " + dtype + "; " + bundle.path() + " has " + present);
    }

    private TreeSet<String> present(String stem) {
        TreeSet<String> present = new TreeSet<>();
        for (String dtype : BY_PRECISION) {
            if (names(stem, dtype).stream().anyMatch(bundle::has)) {
                present.add(dtype);
            }
        }
        return present;
    }
}
