package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.families.BlipFamily.Blip2Family;
import dev.vlmstream.inference.families.BlipFamily.InstructBlipFamily;
import dev.vlmstream.inference.families.ClassifierFamily;
import dev.vlmstream.inference.families.ClipFamily;
import dev.vlmstream.inference.families.FastVlmFamily;
import dev.vlmstream.inference.families.Florence2Family;
import dev.vlmstream.inference.families.Gemma3Family;
import dev.vlmstream.inference.families.Idefics3Family;
import dev.vlmstream.inference.families.InternVlFamily;
import dev.vlmstream.inference.families.LlavaFamily;
import dev.vlmstream.inference.families.LlavaNextFamily;
import dev.vlmstream.inference.families.LlavaOnevisionFamily;
import dev.vlmstream.inference.families.MoondreamFamily;
import dev.vlmstream.inference.families.PaliGemmaFamily;
import dev.vlmstream.inference.families.QwenVlFamily;
import dev.vlmstream.inference.remote.RemoteFamily;
import dev.vlmstream.inference.sentence.SentenceFamily;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All families that can be read: another one is a file or two in {@code families}, and a line here. */
final class ModelFamilies {

    /** Classifiers come first: by its {@code architectures}, a CLIP or SigLIP may be one, whatever its {@code model_type}. */
    private static final List<ModelFamily> ALL = List.of(
            new ClassifierFamily(),
            new ClipFamily(),
            new LlavaFamily(),
            new LlavaNextFamily(),
            new LlavaOnevisionFamily(),
            new FastVlmFamily(),
            new Idefics3Family(),
            new InternVlFamily(),
            new MoondreamFamily(),
            new QwenVlFamily(),
            new PaliGemmaFamily(),
            new Gemma3Family(),
            new Blip2Family(),
            new InstructBlipFamily(),
            new Florence2Family(),
            new SentenceFamily(),
            new RemoteFamily());

    /** Layouts of models whose code lies beside their weights, and where the same models are to be had. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "internvl_chat",
            "is the layout of InternVL's own code, which is not read: export the repository whose name ends in -hf with"
                    + " `python tools/export/export.py --model OpenGVLab/InternVL3-1B-hf --out models/NAME`");

    private ModelFamilies() {}

    /** @throws BundleException if no family reads the bundle */
    static ModelFamily of(BundleDirectory bundle) {
        for (ModelFamily family : ALL) {
            if (family.reads(bundle)) {
                return family;
            }
        }
        String reason = ELSEWHERE.getOrDefault(
                bundle.modelType(),
                "does not run here yet. What works today: a server with an API that serves it, such as vLLM, as a remote model"
                        + " (docs/remote-models.md), or a program of your own (docs/your-own-model.md). Supported are "
                        + ALL.stream().map(ModelFamily::supported).collect(Collectors.joining(", ")));
        throw new BundleException(bundle.path().resolve(BundleDirectory.CONFIG) + ": family \"" + bundle.modelType()
                + "\" (model_type) " + reason);
    }
}
