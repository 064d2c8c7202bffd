package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.onnxruntime.ConstTensorTypeAndShapeInfo;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.Session;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.StringVector;
import org.bytedeco.onnxruntime.TypeInfo;

/** One ONNX file, loaded. Knows what it declares; used by one thread at a time. */
public final class Graph implements AutoCloseable {

    /** As the names of nodes that it makes end, which messages of failures quote. */
    private static final Pattern OPTIMIZER = Pattern.compile("\\b[A-Z]\\w+Fusion\\b");

    static {
        // Before any pointer is made, which reads its limits once.
        OnnxRuntime.env();
    }

    private final Path file;
    private final RuntimeOptions options;
    private final SharedSession shared;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final MemoryInfo device;
    private final Map<String, TensorSpec> inputs;
    private final Map<String, TensorSpec> outputs;

    private Graph(Path file, RuntimeOptions options, SharedSession shared, MemoryInfo device) {
        Session session = shared.session();
        this.file = file;
        this.options = options;
        this.shared = shared;
        this.device = device;
        this.inputs = specs(session.GetInputNames(), session::GetInputTypeInfo);
        this.outputs = specs(session.GetOutputNames(), session::GetOutputTypeInfo);
        if (onDevice()) {
            DeviceArenas.add(this);
        }
    }

    /**
     * A vision encoder's graph.
     *
     * @param output what the projector at its end reads, {@code [images, tokens, width]}
     */
    public record WithProjectorInput(Graph graph, String output) {}

    /** @throws BundleException if the file is no graph that this runtime can load, or the provider cannot be used */
    public static Graph load(Path file, RuntimeOptions options) {
        return load(file, options, Workers.SLEEP);
    }

    /**
     * As {@link #load(Path, RuntimeOptions)}. Graphs of one file that is loaded in one way hold its weights together; what they
     * compute is apart.
     */
    public static Graph load(Path file, RuntimeOptions options, Workers workers) {
        return shared(file, options, workers, "", () -> plain(file, options, workers));
    }

    private static SharedSession plain(Path file, RuntimeOptions options, Workers workers) {
        return edited(file, options, workers, model -> Optional.empty());
    }

    /** A file that is not there is left to whoever loads it, who says so. */
    private static Graph shared(
            Path file, RuntimeOptions options, Workers workers, String mask, Supplier<SharedSession> load) {
        SharedSession session;
        try {
            session = SharedSession.of(
                    SharedSession.Key.of(file, options.device(), options.intraOpThreads(), workers, mask), load);
        } catch (IOException e) {
            session = load.get();
        }
        return new Graph(file, options, session, OnnxRuntime.deviceMemory(options));
    }

    /**
     * As {@link #load(Path, RuntimeOptions, Workers)}, of a decoder. Where the file allows it, its attention is fused ({@link
     * DecoderFusion}), and what a query may look at can be told for each query ({@link #queryMask}).
     *
     * @param mask the input with what all queries of a row may look at
     */
    public static Graph loadDecoder(Path file, RuntimeOptions options, Workers workers, String mask) {
        return shared(file, options, workers, mask, () -> decoder(file, options, workers, mask));
    }

    private static SharedSession decoder(Path file, RuntimeOptions options, Workers workers, String mask) {
        return edited(file, options, workers, model -> {
            // Compared with what was exported on the CPU alone.
            if (!options.device().isGpu()) {
                DecoderFusion.fuse(model, file);
            }
            return QueryMask.edit(model.model(), mask);
        });
    }

    /**
     * A vision encoder with what its projector reads as a further output. It holds its weights by itself.
     *
     * @param features the output that the projector gives
     * @throws BundleException if the file does not end in two layers with an activation between
     */
    public static WithProjectorInput loadWithProjectorInput(Path file, RuntimeOptions options, String features) {
        AtomicReference<String> value = new AtomicReference<>();
        SharedSession session = edited(file, options, Workers.SLEEP, model -> {
            value.set(ProjectorInput.edit(model, features)
                    .orElseThrow(() -> new BundleException(
                            file + " does not end in a projector of two layers with an activation between")));
            return Optional.empty();
        });
        return new WithProjectorInput(
                new Graph(file, options, session, OnnxRuntime.deviceMemory(options)), value.get());
    }

    /** @param edit changes the model; returns its input for each query's mask, if it has one */
    private static SharedSession edited(
            Path file, RuntimeOptions options, Workers workers, Function<ModelFile, Optional<String>> edit) {
        return loaded(file, options, workers, settings -> {
            Optional<ModelFile> open = ModelFile.open(file);
            if (open.isEmpty()) {
                try (BytePointer path = new BytePointer(file.toString())) {
                    return SharedSession.own(
                            DenormalsAsZero.during(() -> new Session(OnnxRuntime.env(), path, settings)), null);
                }
            }
            try (ModelFile model = open.get()) {
                String queryMask = edit.apply(model).orElse(null);
                return SharedSession.own(model.session(settings), queryMask);
            }
        });
    }

    private static SharedSession loaded(
            Path file, RuntimeOptions options, Workers workers, Function<SessionOptions, SharedSession> load) {
        try (SessionOptions settings = OnnxRuntime.sessionOptions(options, workers)) {
            return load(settings, load);
        } catch (BundleException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BundleException(file + " cannot be loaded: " + e.getMessage() + "; export or copy it again", e);
        }
    }

    /** Leaves out an optimizer that cannot do with the graph, as SimplifiedLayerNormFusion with many of fp16 (onnxruntime#26717). */
    private static SharedSession load(SessionOptions settings, Function<SessionOptions, SharedSession> load) {
        try {
            return load.apply(settings);
        } catch (RuntimeException e) {
            Matcher optimizer = OPTIMIZER.matcher(String.valueOf(e.getMessage()));
            if (!optimizer.find()) {
                throw e;
            }
            settings.AddConfigEntry("optimization.disable_specified_optimizers", optimizer.group());
            return load.apply(settings);
        }
    }

    /** Another graph, from a model file's bytes, run where this one is; errors name this one's file. */
    Graph beside(byte[] model) {
        try (SessionOptions settings = OnnxRuntime.sessionOptions(options, Workers.SLEEP);
                BytePointer bytes = new BytePointer(model)) {
            Session session =
                    DenormalsAsZero.during(() -> new Session(OnnxRuntime.env(), bytes, model.length, settings));
            return new Graph(file, options, SharedSession.own(session, null), device);
        }
    }

    /** The same graph, outputs that stay on its device staying somewhere else; takes over the session. */
    Graph keepingOutputsIn(MemoryInfo memory) {
        return new Graph(file, options, shared, memory);
    }

    private static Map<String, TensorSpec> specs(StringVector names, LongFunction<TypeInfo> types) {
        Map<String, TensorSpec> specs = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            scope.attach(names);
            for (long i = 0; i < names.size(); i++) {
                String name = names.get(i).getString();
                specs.put(name, spec(name, types.apply(i)));
            }
        }
        return specs;
    }

    private static TensorSpec spec(String name, TypeInfo type) {
        ConstTensorTypeAndShapeInfo info = type.GetTensorTypeAndShapeInfo();
        long[] shape = new long[(int) info.GetDimensionsCount()];
        info.GetDimensions(shape, shape.length);
        return new TensorSpec(name, info.GetElementType(), shape);
    }

    public Path file() {
        return file;
    }

    public Optional<TensorSpec> input(String name) {
        return Optional.ofNullable(inputs.get(name));
    }

    /** @throws BundleException if the graph declares no such input */
    public TensorSpec requireInput(String name) {
        return input(name)
                .orElseThrow(() -> new BundleException(
                        file + " has no input \"" + name + "\" (it has " + inputs.keySet() + "); export it again"));
    }

    /** Names of inputs, in the graph's order. */
    public List<String> inputNames() {
        return List.copyOf(inputs.keySet());
    }

    /**
     * The input {@code [rows, 1, queries or 1, keys]} that tells what each query may look at, if the graph was loaded with one;
     * the graph's own input stays, for its shape.
     */
    public Optional<TensorSpec> queryMask() {
        return Optional.ofNullable(shared.queryMask()).flatMap(this::input);
    }

    /**
     * The input {@code [1]} for the number of positions before a step, if keys and values stay in place: the past inputs have room
     * for the step's own behind them, and are to be its outputs as well. Of decoders alone.
     */
    public Optional<TensorSpec> pastLength() {
        return input(DecoderFusion.PAST_LENGTH);
    }

    /** Whether a node of the file, or of a graph within one, is of that operator. Reads the file. */
    public boolean contains(String operator) {
        return ModelNodes.operators(file).contains(operator);
    }

    public Optional<TensorSpec> output(String name) {
        return Optional.ofNullable(outputs.get(name));
    }

    /**
     * The first of some names that the graph declares as an output.
     *
     * @throws BundleException if it declares none of them
     */
    public TensorSpec requireOutput(String... names) {
        for (String name : names) {
            if (outputs.containsKey(name)) {
                return outputs.get(name);
            }
        }
        throw new BundleException(file + " has none of the outputs " + List.of(names) + " (it has " + outputs.keySet()
                + "); export it again");
    }

    /** A new binding; close it before the graph. */
    public Binding bind() {
        return new Binding(this);
    }

    /** Runs with one tensor per declared name and brings one output to the CPU. The caller closes it. */
    public Tensor run(Map<String, Tensor> feed, String output) {
        try (Binding binding = bind()) {
            feed.forEach(binding::input);
            binding.outputToCpu(output);
            return binding.run().take(output);
        }
    }

    /** As {@link #run}, the output left where it is computed. */
    public Tensor runToDevice(Map<String, Tensor> feed, String output) {
        try (Binding binding = bind()) {
            feed.forEach(binding::input);
            binding.outputToDevice(output);
            return binding.run().take(output);
        }
    }

    Session session() {
        return shared.session();
    }

    MemoryInfo device() {
        return device;
    }

    /** Whether outputs may stay where the CPU cannot read them. */
    boolean onDevice() {
        return device != OnnxRuntime.cpuMemory();
    }

    @Override
    public void close() {
        // A session that others have, too, may be given up but once.
        if (closed.compareAndSet(false, true)) {
            DeviceArenas.remove(this);
            shared.release();
        }
    }
}
