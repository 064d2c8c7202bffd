package dev.vlmstream.inference.runtime;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which files of a bundle's graphs are taken. {@code fp32} is the file without a suffix, any other dtype ({@code fp16},
 * {@code int8}, {@code quantized}, {@code q4}, …) the one with {@code _dtype} before {@code .onnx}.
 *
 * @param byGraph dtypes by what a graph's name begins with, such as {@code decoder} of {@code decoder_model_merged}
 * @param others the dtype of all other graphs
 */
public record Dtypes(Map<String, String> byGraph, String others) {
    /** Takes what is best where the graphs are run: the most precise file that is there on a CPU, fp16 on a GPU. */
    public static final String AUTO = "auto";

    /** Stands for the one that is fastest on this machine and loses little; whoever loads a model measures which ({@link DtypeChoice}). */
    public static final String FASTEST = "fastest";

    /** The file without a suffix. */
    public static final String PLAIN = "fp32";

    private static final List<String> BY_PRECISION =
            List.of(PLAIN, "fp16", "int8", "uint8", "quantized", "q4f16", "q4", "bnb4");
    /** Half the memory and twice the speed of fp32; integers are dequantised and gain no speed. */
    private static final List<String> ON_DEVICE =
            List.of("fp16", PLAIN, "q4f16", "q4", "bnb4", "int8", "uint8", "quantized");

    public Dtypes {
        byGraph = Map.copyOf(byGraph);
    }

    /**
     * Reads one dtype for all graphs, or several: {@code decoder=q4,vision=fp16}, where one without a name is that of the others.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static Dtypes of(String text) {
        Map<String, String> byGraph = new LinkedHashMap<>();
        String others = null;
        for (String part : text.split(",", -1)) {
            String[] named = part.strip().split("=", 2);
            String dtype = require(named[named.length - 1], text);
            boolean again = named.length == 2 ? byGraph.put(require(named[0], text), dtype) != null : others != null;
            if (again) {
                throw new IllegalArgumentException("dtype \"" + text + "\" names "
                        + (named.length == 2 ? named[0] : "the other graphs") + " twice");
            }
            others = named.length == 1 ? dtype : others;
        }
        if (byGraph.containsValue(FASTEST) || FASTEST.equals(others) && !byGraph.isEmpty()) {
            throw new IllegalArgumentException("dtype \"" + text + "\": " + FASTEST + " is for all graphs together");
        }
        return new Dtypes(byGraph, others == null ? AUTO : others);
    }

    /**
     * One dtype where all graphs are of it; else that of most, and the others by their names.
     *
     * @param byGraph of each graph; none gives {@value #AUTO}, which then takes nothing
     */
    public static Dtypes ofGraphs(Map<String, String> byGraph) {
        String most = BY_PRECISION.stream()
                .filter(byGraph::containsValue)
                // The first of equals, which is the most precise.
                .reduce((one, other) -> frequency(byGraph, other) > frequency(byGraph, one) ? other : one)
                .orElse(AUTO);
        Map<String, String> others = new LinkedHashMap<>(byGraph);
        others.values().removeIf(most::equals);
        return new Dtypes(others, most);
    }

    private static int frequency(Map<String, String> byGraph, String dtype) {
        return Collections.frequency(byGraph.values(), dtype);
    }

    /** A graph's name without the suffix of its dtype. */
    public static String stem(String graph) {
        return BY_PRECISION.stream()
                .filter(dtype -> graph.endsWith("_" + dtype))
                .max(Comparator.comparingInt(String::length))
                .map(dtype -> graph.substring(0, graph.length() - dtype.length() - 1))
                .orElse(graph);
    }

    private static String require(String word, String text) {
        if (!word.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException("dtype is \"" + text
                    + "\", must be like auto, fastest, fp32, fp16, int8 or q4, or by graph: decoder=q4,vision=fp16");
        }
        return word;
    }

    /** What may be taken of a graph, the best first. */
    public List<String> of(String graph, ExecutionProvider provider) {
        String dtype = byGraph.entrySet().stream()
                .filter(entry -> graph.equals(entry.getKey()) || graph.startsWith(entry.getKey() + "_"))
                .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
                .map(Map.Entry::getValue)
                .orElse(others);
        if (!dtype.equals(AUTO) && !dtype.equals(FASTEST)) {
            return List.of(dtype);
        }
        return provider.onDevice() ? ON_DEVICE : BY_PRECISION;
    }

    /** Whether it is still to be measured what is meant. */
    public boolean isFastest() {
        return others.equals(FASTEST);
    }

    /** Dtypes that have a suffix of their own, the most precise first. */
    public static List<String> known() {
        return BY_PRECISION;
    }

    @Override
    public String toString() {
        String graphs = byGraph.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        return graphs.isEmpty() ? others : graphs + "," + others;
    }
}
