package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.onnxruntime.OrtApi;
import org.bytedeco.onnxruntime.OrtCUDAProviderOptionsV2;
import org.bytedeco.onnxruntime.OrtStatus;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * Puts a session on an NVIDIA GPU. The call that takes any provider by its name refuses this one, so its own is made
 * (https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html).
 */
final class Cuda {
    private static final Pattern LIBRARY =
            Pattern.compile("(lib[\\w.+-]+\\.so[\\w.]*): cannot open shared object file");

    private Cuda() {}

    /** @throws BundleException saying what is missing if the GPU cannot be used */
    static void append(SessionOptions session, Device device) {
        OrtApi api = onnxruntime.GetApi();
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
            throw new BundleException(device + " cannot be used: " + reason(e.getMessage()), e);
        }
    }

    private static Map<String, String> settings(Device device) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("device_id", String.valueOf(device.id()));
        // Keys and values grow with each step, so that nothing let go before is large enough for them. An arena that
        // takes what is asked for would take all of them again for each token; one that doubles cuts them from what it
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

    /** ONNX Runtime's words name a source file and much else before what is missing. */
    static String reason(String message) {
        Matcher library = LIBRARY.matcher(message);
        if (library.find()) {
            return library.group(1)
                    + " is missing on this machine; install CUDA 13 and cuDNN 9 with NVIDIA's driver, or put"
                    + " the library's directory on LD_LIBRARY_PATH";
        }
        return message;
    }
}
