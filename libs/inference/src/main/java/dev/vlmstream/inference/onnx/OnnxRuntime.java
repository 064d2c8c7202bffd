package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.onnxruntime.AllocatorWithDefaultOptions;
import org.bytedeco.onnxruntime.Env;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.OrtAllocator;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.StringVector;
import org.bytedeco.onnxruntime.global.onnxruntime;

/** The native library, loaded once for the process. */
final class OnnxRuntime {
    static final int LOG_LEVEL = onnxruntime.ORT_LOGGING_LEVEL_ERROR;

    private static final int CORES = cores();

    private static final Env ENV;
    private static final OrtAllocator CPU_ALLOCATOR;
    private static final MemoryInfo CPU_MEMORY;
    /** Of the jar that the profile "gpu" adds. */
    private static final String GPU_LIBRARY = "/org/bytedeco/onnxruntime/linux-x86_64-gpu/libjnionnxruntime.so";

    static {
        // Tensors are freed explicitly; the default limits, the heap's size and four times that, would make JavaCPP
        // call System.gc() instead, and refuse to read a graph's file that is larger than the heap.
        setUnlessGiven("maxBytes", "0");
        setUnlessGiven("maxPhysicalBytes", "0");
        if (onnxruntime.class.getResource(GPU_LIBRARY) == null) {
            // JavaCPP would look for each of CUDA's libraries, under several names, in all jars of the class path: a
            // third of a second of processor time in each process that loads a model.
            setUnlessGiven("platform.extension", "");
        }
        ENV = new Env(LOG_LEVEL, "vlmstream");
        ENV.DisableTelemetryEvents();
        CPU_ALLOCATOR = new OrtAllocator(new AllocatorWithDefaultOptions().asUnownedAllocator());
        CPU_MEMORY = MemoryInfo.CreateCpu(onnxruntime.OrtArenaAllocator, onnxruntime.OrtMemTypeDefault);
    }

    private OnnxRuntime() {}

    private static void setUnlessGiven(String setting, String value) {
        String property = "org.bytedeco.javacpp." + setting;
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static Env env() {
        return ENV;
    }

    static OrtAllocator cpuAllocator() {
        return CPU_ALLOCATOR;
    }

    static MemoryInfo cpuMemory() {
        return CPU_MEMORY;
    }

    /** Where a session of that provider leaves outputs that are to stay; the caller closes it unless it is the CPU's. */
    static MemoryInfo deviceMemory(RuntimeOptions options) {
        if (!options.device().isGpu()) {
            return CPU_MEMORY;
        }
        return new MemoryInfo(
                "Cuda", onnxruntime.OrtDeviceAllocator, options.device().id(), onnxruntime.OrtMemTypeDefault);
    }

    /** @throws BundleException if the native library lacks the provider, or the machine what it needs */
    static SessionOptions sessionOptions(RuntimeOptions options, Workers workers) {
        requireProvider(options.device().provider());
        SessionOptions session = new SessionOptions();
        session.SetGraphOptimizationLevel(onnxruntime.ORT_ENABLE_ALL);
        session.SetInterOpNumThreads(1);
        // Workers that spin after a run would burn CPU in idle services and starve the other models of a node.
        session.AddConfigEntry("session.intra_op.allow_spinning", workers == Workers.SPIN ? "1" : "0");
        session.AddConfigEntry("session.force_spinning_stop", "1");
        int threads = threads(options.intraOpThreads(), Runtime.getRuntime().availableProcessors(), CORES);
        if (threads > 0) {
            session.SetIntraOpNumThreads(threads);
        }
        if (options.device().isGpu()) {
            Cuda.append(session, options.device());
        }
        return session;
    }

    /**
     * ONNX Runtime takes a thread for each of the machine's cores, however few of them a container's limit, {@code taskset} or
     * {@code -XX:ActiveProcessorCount} leave to this process: with two threads on one core, a decoder's step takes half as long again.
     *
     * @param wanted 0 for as many as there are cores
     * @param usable processors of this process
     * @param cores of the machine; 0 if unknown
     * @return 0 for ONNX Runtime's own choice
     */
    static int threads(int wanted, int usable, int cores) {
        return wanted == 0 && usable < cores ? usable : wanted;
    }

    /** How many cores Linux lists; hyper-threads of one core count once. 0 if it lists none. */
    private static int cores() {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return 0;
        }
        Set<String> cores = new HashSet<>();
        int processors = 0;
        String socket = "";
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("processor")) {
                    processors++;
                } else if (line.startsWith("physical id")) {
                    socket = line;
                } else if (line.startsWith("core id")) {
                    cores.add(socket + line);
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return cores.isEmpty() ? processors : cores.size();
    }

    private static void requireProvider(ExecutionProvider provider) {
        List<String> available = availableProviders();
        if (!available.contains(provider.onnxName())) {
            throw new BundleException("execution provider " + provider.id()
                    + " is not in the native ONNX Runtime library (it has " + available
                    + "); build with -Pgpu, which puts"
                    + " org.bytedeco:onnxruntime with classifier linux-x86_64-gpu on the class path, or choose cpu");
        }
    }

    static List<String> availableProviders() {
        try (StringVector names = onnxruntime.GetAvailableProviders()) {
            List<String> list = new ArrayList<>();
            for (long i = 0; i < names.size(); i++) {
                list.add(names.get(i).getString());
            }
            return list;
        }
    }
}
