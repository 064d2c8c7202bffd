package dev.vlmstream.inference.onnx;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.onnxruntime.Allocator;
import org.bytedeco.onnxruntime.KeyValuePairs;
import org.bytedeco.onnxruntime.Session;

/**
 * What graphs hold of a GPU's memory: weights, keys and values, and what a run needed at most, as arenas give nothing back. A
 * process takes some hundred megabytes more, for CUDA itself and its libraries.
 */
public final class DeviceArenas {
    private static final String HELD = "TotalAllocated";

    private static final Set<Graph> GRAPHS = new LinkedHashSet<>();

    private DeviceArenas() {}

    static synchronized void add(Graph graph) {
        GRAPHS.add(graph);
    }

    /** Before its session is closed. */
    static synchronized void remove(Graph graph) {
        GRAPHS.remove(graph);
    }

    /**
     * Bytes that the loaded graphs of a bundle's directory hold, one that several models share counted once; 0 if they are on the
     * CPU. May be asked by any thread.
     */
    public static synchronized long bytesOf(Path bundle) {
        Path directory = absolute(bundle);
        Map<Session, Graph> sessions = new LinkedHashMap<>();
        GRAPHS.stream()
                .filter(graph -> absolute(graph.file()).startsWith(directory))
                .forEach(graph -> sessions.putIfAbsent(graph.session(), graph));
        return sessions.values().stream().mapToLong(DeviceArenas::bytes).sum();
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static long bytes(Graph graph) {
        // This is a view, which is closed; the arena is the session's.
        try (Allocator arena = new Allocator(graph.session(), graph.device().asOrtMemoryInfo());
                KeyValuePairs pairs = arena.GetStats()) {
            String held = pairs.GetValue(HELD);
            return held == null ? 0 : Long.parseLong(held);
        }
    }
}
