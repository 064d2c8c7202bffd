package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code model_type} instructblip: the Q-Former reads the prompt, too, through a tokenizer of its own. */
public final class InstructBlipFamily extends BlipFamily {

    public InstructBlipFamily() {
        super("instructblip");
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        List<Consumer<BundleDirectory>> all = new ArrayList<>(super.requirements(options));
        all.add(Requirements.json(Instructions.FOLDER + "/tokenizer.json"));
        return all;
    }

    @Override
    QFormer qformer(BundleDirectory files, RuntimeOptions options, Loading loading) {
        Instructions instructions = loading.add(Instructions.load(files));
        return QFormer.ofPicturesAndPrompts(LanguageParts.graph(files, QFORMER, options, loading), instructions);
    }
}
