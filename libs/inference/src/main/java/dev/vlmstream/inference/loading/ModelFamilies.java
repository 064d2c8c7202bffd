package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.blip.Blip2Family;
import dev.vlmstream.inference.blip.InstructBlipFamily;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.ModelFamily;
import dev.vlmstream.inference.classifier.ClassifierFamily;
import dev.vlmstream.inference.clip.ClipFamily;
import dev.vlmstream.inference.fastvlm.FastVlmFamily;
import dev.vlmstream.inference.florence2.Florence2Family;
import dev.vlmstream.inference.gemma3.Gemma3Family;
import dev.vlmstream.inference.idefics3.Idefics3Family;
import dev.vlmstream.inference.internvl.InternVlFamily;
import dev.vlmstream.inference.llava.LlavaFamily;
import dev.vlmstream.inference.llavanext.LlavaNextFamily;
import dev.vlmstream.inference.llavaonevision.LlavaOnevisionFamily;
import dev.vlmstream.inference.moondream.MoondreamFamily;
import dev.vlmstream.inference.paligemma.PaliGemmaFamily;
import dev.vlmstream.inference.qwenvl.QwenVlFamily;
import dev.vlmstream.inference.remote.RemoteFamily;
import dev.vlmstream.inference.sentence.SentenceFamily;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All families that can be read: another one is a package and a line here. */
final class ModelFamilies {

    private static final List<ModelFamily> ALL = List.of(
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
            new ClassifierFamily(),
            new SentenceFamily(),
            new RemoteFamily());

    /** Layouts of models whose code lies beside their weights, and where the same models are to be had. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "internvl_chat",
            "the layout of InternVL's own code, cannot be read; export the model's repository whose name ends in -hf, such"
                    + " as OpenGVLab/InternVL3-1B-hf, with tools/export");

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
                "not supported yet; supported are "
                        + ALL.stream().map(ModelFamily::supported).collect(Collectors.joining(", ")));
        throw new BundleException(bundle.path().resolve(BundleDirectory.CONFIG) + ": family \"" + bundle.modelType()
                + "\" (model_type) " + reason);
    }
}
