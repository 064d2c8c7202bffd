package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.InferenceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.onnxruntime.IoBinding;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.RunOptions;
import org.bytedeco.onnxruntime.ValueVector;

/**
 * Inputs and outputs of a graph's runs. Outputs stay on the session's device or come to the CPU, as asked: a decoder's KV
 * cache never leaves the GPU, its logits do. Inputs bound again replace the earlier ones; the binding itself keeps its last inputs and outputs alive until
 * the next run or until closed.
 */
public final class Binding implements AutoCloseable {

    private final Graph graph;
    private final IoBinding binding;
    private final RunOptions options = new RunOptions();
    private final Map<String, Tensor> inputs = new HashMap<>();
    private final Map<String, MemoryInfo> outputs = new LinkedHashMap<>();
    private final Map<String, Tensor> given = new LinkedHashMap<>();
    /** Those of {@link #given} that ONNX Runtime knows; it has {@link #outputs} before them. */
    private final Map<String, Tensor> bound = new HashMap<>();

    Binding(Graph graph) {
        this.graph = graph;
        this.binding = new IoBinding(graph.session());
    }

    public Binding input(String name, Tensor tensor) {
        // Keys and values are the same tensors from step to step; to bind those of thirty layers took 0.1 ms.
        // What a GPU is to read is copied to it here, whether or not it has changed.
        if (inputs.get(name) != tensor || graph.onDevice()) {
            binding.BindInput(name, tensor.value());
            inputs.put(name, tensor);
        }
        return this;
    }

    public Binding outputToCpu(String name) {
        return output(name, OnnxRuntime.cpuMemory());
    }

    public Binding outputToDevice(String name) {
        return output(name, graph.device());
    }

    /** Computes an output into a tensor, which may be an input as well and must be there at each run. */
    public Binding outputInto(String name, Tensor tensor) {
        given.put(name, tensor);
        return this;
    }

    /** No longer computes an output. */
    public Binding withoutOutput(String name) {
        outputs.remove(name);
        clear();
        return this;
    }

    private Binding output(String name, MemoryInfo where) {
        if (outputs.put(name, where) == null) {
            clear();
        }
        return this;
    }

    private void clear() {
        binding.ClearBoundOutputs();
        bound.clear();
    }

    /**
     * Computes all bound outputs; gives those that are not computed into a tensor.
     *
     * @throws InferenceException if the graph fails
     */
    public Outputs run() {
        try {
            // Bound again for every run: ONNX Runtime would else write into the last run's tensors, which have other
            // shapes.
            outputs.forEach((name, where) -> binding.BindOutput(name, where.asOrtMemoryInfo()));
            given.forEach((name, tensor) -> {
                if (bound.get(name) != tensor) {
                    binding.BindOutput(name, tensor.value());
                    bound.put(name, tensor);
                }
            });
            binding.SynchronizeInputs();
            DenormalsAsZero.during(() -> {
                graph.session().Run(options, binding);
                return null;
            });
            binding.SynchronizeOutputs();
        } catch (RuntimeException e) {
            throw new InferenceException("graph " + graph.file() + " failed: " + e.getMessage(), e);
        }
        // The values are moved out of the vector one by one, and are empty shells there then; it frees what is given.
        try (ValueVector values = binding.GetOutputValues()) {
            List<Tensor> tensors = new ArrayList<>(outputs.size());
            for (MemoryInfo where : outputs.values()) {
                boolean onCpu = where == OnnxRuntime.cpuMemory();
                tensors.add(Tensor.of(values.get(tensors.size()), onCpu));
            }
            return new Outputs(List.copyOf(outputs.keySet()), tensors);
        }
    }

    @Override
    public void close() {
        binding.deallocate();
        options.deallocate();
    }

    /** What one run gave. Tensors that are not taken are freed on closing. */
    public static final class Outputs implements AutoCloseable {

        private final List<String> names;
        private final List<Tensor> tensors;

        Outputs(List<String> names, List<Tensor> tensors) {
            this.names = names;
            this.tensors = new ArrayList<>(tensors);
        }

        /** Passes on an output; from now on the caller closes it. */
        public Tensor take(String name) {
            int index = names.indexOf(name);
            if (index < 0 || tensors.get(index) == null) {
                throw new IllegalStateException("output \"" + name + "\" was not bound or is already taken");
            }
            return tensors.set(index, null);
        }

        @Override
        public void close() {
            for (Tensor tensor : tensors) {
                if (tensor != null) {
                    tensor.close();
                }
            }
        }
    }
}
