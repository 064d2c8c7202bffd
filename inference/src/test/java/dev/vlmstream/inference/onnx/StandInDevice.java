package dev.vlmstream.inference.onnx;

import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.global.onnxruntime;

/** Stands in for a GPU where there is none: what a graph leaves there lies in the CPU's memory, but is not said to. */
public final class StandInDevice {
    private static final MemoryInfo MEMORY =
            MemoryInfo.CreateCpu(onnxruntime.OrtArenaAllocator, onnxruntime.OrtMemTypeDefault);

    private StandInDevice() {}

    /** The graph, with outputs on the stand-in. */
    public static Graph of(Graph graph) {
        return graph.keepingOutputsIn(MEMORY);
    }
}
