package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.onnxruntime.AllocatorWithDefaultOptions;
import org.bytedeco.onnxruntime.Env;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.OrtAllocator;
import org.bytedeco.onnxruntime.OrtApi;
import org.bytedeco.onnxruntime.OrtCUDAProviderOptionsV2;
import org.bytedeco.onnxruntime.OrtStatus;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.StringVector;
import org.bytedeco.onnxruntime.global.onnxruntime;
import org.jspecify.annotations.Nullable;

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
        session.AddConfigEntry("session.set_denormal_as_zero", DenormalsAsZero.isPossible() ? "1" : "0");
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

    /**
     * Puts a session on an NVIDIA GPU. The call that takes any provider by its name refuses this one, so its own is made
     * (https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html).
     */
    static final class Cuda {
        private static final Pattern LIBRARY =
                Pattern.compile("(lib[\\w.+-]+\\.so[\\w.]*): cannot open shared object file");
        private static final Pattern FAILURE = Pattern.compile("CUDA failure (\\d+): ([^;]+)");
        private static final Pattern DRIVER = Pattern.compile("Kernel Module.*? (\\d+\\.[\\d.]+) ");
        private static final String OLDEST_DRIVER = "580";
        /** What the provider is linked with, each behind what it needs itself. */
        private static final List<String> LIBRARIES = List.of(
                "libcudart.so.13",
                "libnvJitLink.so.13",
                "libnvrtc.so.13",
                "libcublasLt.so.13",
                "libcublas.so.13",
                "libcufft.so.12",
                "libcurand.so.10",
                "libcudnn.so.9");

        private Cuda() {}

        /** @throws BundleException saying what is missing if the GPU cannot be used */
        static void append(SessionOptions session, Device device) {
            loadFrom(System.getenv("VIRTUAL_ENV"));
            OrtApi api = onnxruntime.GetApi();
            // What goes wrong is thrown as well.
            OnnxRuntime.env().UpdateEnvWithCustomLogLevel(onnxruntime.ORT_LOGGING_LEVEL_FATAL);
            try (PointerPointer<OrtCUDAProviderOptionsV2> created = new PointerPointer<>(1)) {
                require(api, api.CreateCUDAProviderOptions(created));
                OrtCUDAProviderOptionsV2 options = created.get(OrtCUDAProviderOptionsV2.class);
                try {
                    update(api, options, settings(device));
                    session.AppendExecutionProvider_CUDA_V2(options);
                } finally {
                    onnxruntime.OrtRelease(options);
                }
            } catch (RuntimeException e) {
                String message = String.valueOf(e.getMessage());
                String reason = reason(message, Device.NVIDIA_DRIVER);
                // What was understood is all there is to know; the rest would be lines of C++ in a log.
                String text = device + " cannot be used: " + reason;
                throw reason.equals(message) ? new BundleException(text, e) : new BundleException(text);
            } finally {
                OnnxRuntime.env().UpdateEnvWithCustomLogLevel(OnnxRuntime.LOG_LEVEL);
            }
        }

        /**
         * Loads the libraries of NVIDIA's wheels, if a virtual environment has them: the linker would not look there, and finds what is
         * loaded already by its name.
         */
        private static void loadFrom(@Nullable String environment) {
            if (environment != null) {
                List<Path> directories = wheels(Path.of(environment, "lib"));
                for (String library : LIBRARIES) {
                    directories.stream()
                            .map(directory -> directory.resolve(library))
                            .filter(Files::exists)
                            .findFirst()
                            .ifPresent(file -> Loader.loadGlobal(file.toString()));
                }
            }
        }

        /** {@code python3.N/site-packages/nvidia/PACKAGE/lib} below a directory. */
        private static List<Path> wheels(Path directory) {
            List<Path> found = List.of(directory);
            for (String pattern : List.of("python3*", "site-packages", "nvidia", "*", "lib")) {
                List<Path> below = new ArrayList<>();
                for (Path parent : found) {
                    if (Files.isDirectory(parent)) {
                        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, pattern)) {
                            children.forEach(below::add);
                        } catch (IOException e) {
                            throw new UncheckedIOException("cannot list " + parent, e);
                        }
                    }
                }
                found = below;
            }
            return found;
        }

        private static Map<String, String> settings(Device device) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("device_id", String.valueOf(device.id()));
            // Keys and values grow with each step, so that nothing let go before is large enough for them. An arena
            // that
            // takes what is asked for would take all of them again for each token; one that doubles cuts them from what
            // it
            // has. Weights are apart from that.
            settings.put("arena_extend_strategy", "kNextPowerOfTwo");
            if (device.memoryBytes() > 0) {
                settings.put("gpu_mem_limit", String.valueOf(device.memoryBytes()));
            }
            return settings;
        }

        private static void update(OrtApi api, OrtCUDAProviderOptionsV2 options, Map<String, String> settings) {
            List<BytePointer> texts = new ArrayList<>();
            try (PointerPointer<BytePointer> keys = new PointerPointer<>(settings.size());
                    PointerPointer<BytePointer> values = new PointerPointer<>(settings.size())) {
                int at = 0;
                for (Map.Entry<String, String> setting : settings.entrySet()) {
                    BytePointer key = new BytePointer(setting.getKey());
                    BytePointer value = new BytePointer(setting.getValue());
                    texts.add(key);
                    texts.add(value);
                    keys.put(at, key);
                    values.put(at++, value);
                }
                require(api, api.UpdateCUDAProviderOptions(options, keys, values, settings.size()));
            } finally {
                texts.forEach(BytePointer::close);
            }
        }

        private static void require(OrtApi api, OrtStatus status) {
            if (status != null && !status.isNull()) {
                String message = api.GetErrorMessage().call(status).getString();
                onnxruntime.OrtRelease(status);
                throw new IllegalStateException(message);
            }
        }

        /** What is missing and its cure, in place of ONNX Runtime's source files and stacks. */
        static String reason(String message, Path driver) {
            Matcher library = LIBRARY.matcher(message);
            if (library.find()) {
                return library.group(1)
                        + " is missing on this machine; install CUDA 13 and cuDNN 9, put the library's directory on"
                        + " LD_LIBRARY_PATH, or activate a virtual environment with deploy/cuda-requirements.txt";
            }
            Matcher failure = FAILURE.matcher(message);
            if (!failure.find()) {
                return message;
            }
            return switch (failure.group(1)) {
                case "35" ->
                    version(driver)
                            .map(version -> "the NVIDIA driver is " + version + ", CUDA 13 needs " + OLDEST_DRIVER
                                    + " or newer")
                            .orElse(
                                    "this machine has no NVIDIA driver, or the container was not given one; CUDA 13 needs driver "
                                            + OLDEST_DRIVER + " or newer");
                case "100" -> "no GPU is visible; give the container one, or check CUDA_VISIBLE_DEVICES and nvidia-smi";
                case "101" -> "there is no GPU with this index; nvidia-smi lists them";
                default -> failure.group(2).strip() + " (CUDA failure " + failure.group(1) + ")";
            };
        }

        private static Optional<String> version(Path driver) {
            try {
                Matcher version = DRIVER.matcher(Files.readString(driver));
                return version.find() ? Optional.of(version.group(1)) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}
