package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Options.MissingException;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.onnx.DeviceCheck;
import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whether all sides can compute on the same GPU here. */
final class GpuMachine {
    private static final String TRANSFORMERS = "transformers, safetensors, PIL";
    private static final String VLLM = "vllm, PIL";

    private GpuMachine() {}

    /** @throws MissingException naming the first that is missing */
    static void require(Options options, Device device, String torchDevice) {
        try {
            DeviceCheck.require(RuntimeOptions.cpu().withDevice(device));
        } catch (BundleException e) {
            throw new MissingException(e.getMessage());
        }
        if (!options.hasPython()) {
            throw new MissingException("no Python was named; --python or PYTHON names one with torch and transformers");
        }
        requireTorch("transformers", options.python(), TRANSFORMERS, torchDevice);
        options.vllm().ifPresent(python -> requireTorch("vLLM", python, VLLM, torchDevice));
    }

    private static void requireTorch(String what, String python, String packages, String device) {
        String asks = "import sys, torch, " + packages + "; torch.zeros(1, device=sys.argv[1]);";
        try {
            Process process = new ProcessBuilder(List.of(python, "-c", asks, device))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                // The last line of Python's traces says what is wrong.
                throw new MissingException(what + " cannot compute on " + device + " with " + python + ": "
                        + output.substring(output.lastIndexOf('\n') + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + python, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + python, e);
        }
    }
}
