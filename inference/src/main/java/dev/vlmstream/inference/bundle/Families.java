package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.blip.Blip2Family;
import dev.vlmstream.inference.blip.InstructBlipFamily;
import dev.vlmstream.inference.classifier.ClassifierFamily;
import dev.vlmstream.inference.clip.ClipFamily;
import dev.vlmstream.inference.idefics3.Idefics3Family;
import dev.vlmstream.inference.llava.LlavaFamily;
import dev.vlmstream.inference.llavanext.LlavaNextFamily;
import dev.vlmstream.inference.qwen2vl.Qwen2VlFamily;
import dev.vlmstream.inference.remote.RemoteFamily;
import dev.vlmstream.inference.sentence.SentenceFamily;
import java.util.List;

/** All families that can be read. */
public final class Families {

    private static final List<Family> ALL = List.of(
            new ClipFamily(),
            new LlavaFamily(),
            new Qwen2VlFamily(),
            new LlavaNextFamily(),
            new Idefics3Family(),
            new Blip2Family(),
            new InstructBlipFamily(),
            new ClassifierFamily(),
            new RemoteFamily(),
            new SentenceFamily());

    private Families() {}

    /** @throws BundleException if no family reads the bundle */
    public static Family of(BundleDirectory bundle) {
        for (Family family : ALL) {
            if (family.reads(bundle)) {
                return family;
            }
        }
        throw new BundleException(
                bundle.path().resolve(BundleDirectory.CONFIG) + ": family \"" + bundle.modelType()
                        + "\" (model_type) not supported yet; supported are clip, siglip, llava, llava_next, idefics3, smolvlm,"
                        + " qwen2_vl, qwen2_5_vl, blip-2, instructblip, remote, image classifiers"
                        + " (architectures: …ForImageClassification), and sentence encoders (modules.json; bert, mpnet, roberta, …)");
    }

    /**
     * @throws BundleException at the first requirement that is not met, if a graph does not fit its family, or if the model
     *     is remote
     */
    public static Model load(ModelBundle bundle, RuntimeOptions options) {
        BundleDirectory files = BundleDirectory.open(bundle.directory());
        Family family = of(files);
        if (family.kind() != ModelKind.REMOTE) {
            family.requirements(options).forEach(requirement -> requirement.accept(files));
        }
        return family.load(bundle, files, options);
    }
}
