package dev.vlmstream.cli.doctor;

import dev.vlmstream.cli.doctor.DoctorCommand.Finding;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.inference.InferenceException;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Model bundles, and whether a graph can be run: on the CPU, and on a GPU where there is one. */
record ModelCheck(ModelsOption models) {
    List<Finding> findings() {
        List<ModelBundle> bundles;
        try {
            bundles = models.all();
        } catch (BundleException e) {
            return List.of(Finding.error("models", e.getMessage(), "name directories of bundles with --models-dir"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(bundles(bundles));
        smallest(bundles).ifPresent(bundle -> {
            findings.add(cpu(bundle));
            findings.add(gpu(bundle));
        });
        return findings;
    }

    private Finding bundles(List<ModelBundle> bundles) {
        String places = models.directories().stream().map(Path::toString).collect(Collectors.joining(", "));
        if (bundles.isEmpty()) {
            return Finding.error(
                    "models",
                    "none in " + places,
                    "`vlmstream models pull` fetches one; --models-dir names other places");
        }
        List<String> problems = bundles.stream()
                .flatMap(bundle ->
                        BundleCheck.problems(bundle.directory(), models.directories(), RuntimeOptions.cpu()).stream())
                .toList();
        return problems.isEmpty()
                ? Finding.ok(
                        "models",
                        bundles.stream().map(ModelBundle::name).collect(Collectors.joining(", ")) + " in " + places)
                : Finding.error(
                        "models", String.join("; ", problems), "`vlmstream models check DIR` tells more about one");
    }

    /** What is quick to load. */
    private static Optional<ModelBundle> smallest(List<ModelBundle> bundles) {
        return bundles.stream()
                .filter(bundle -> bundle.kind() == ModelKind.CLASSIFIER || bundle.kind() == ModelKind.DUAL_ENCODER)
                .min(Comparator.comparing(ModelBundle::kind));
    }

    private static Finding cpu(ModelBundle bundle) {
        try (Model model = ModelLoader.load(bundle, RuntimeOptions.cpu())) {
            return Finding.ok("ONNX Runtime", model.bundle().name() + " runs on the CPU");
        } catch (InferenceException | BundleException | UnsatisfiedLinkError e) {
            return Finding.error(
                    "ONNX Runtime",
                    bundle.name() + " does not run: " + e.getMessage(),
                    "its native library is unpacked to java.io.tmpdir, which must allow programs to be run");
        }
    }

    private static Finding gpu(ModelBundle bundle) {
        if (!Files.exists(Device.NVIDIA_DRIVER)) {
            return Finding.ok("GPU", "no NVIDIA driver: models run on the CPU");
        }
        try (Model model = ModelLoader.load(bundle, RuntimeOptions.of("cuda", 0, 0, 0, "auto"))) {
            return Finding.ok("GPU", model.bundle().name() + " works with CUDA; use it with --provider cuda");
        } catch (InferenceException | BundleException | UnsatisfiedLinkError e) {
            return Finding.warning("GPU", String.valueOf(e.getMessage()), "models run on the CPU until then");
        }
    }
}
