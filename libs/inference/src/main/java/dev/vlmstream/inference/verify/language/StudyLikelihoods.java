package dev.vlmstream.inference.verify.language;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.List;

/**
 * Class likelihoods as the published script computes them for BLIP models: it hands on prompt and name as one text. So the
 * Q-Former of InstructBLIP reads the name, too, and the image has other features for each name.
 */
record StudyLikelihoods(VisionLanguageModel model) {

    ClassLikelihoods score(Request request, List<String> names) {
        return new ClassLikelihoods(
                names.stream().map(name -> score(request, name).logProbs()[0]).toArray(float[][]::new));
    }

    private ClassLikelihoods score(Request request, String name) {
        Picture.Pixels picture = (Picture.Pixels) request.picture();
        float[][] features = model.imageFeatures(picture, request.prompt() + " " + name);
        Request encoded = new Request(new Picture.Encoded(features, picture.layout(), null), request.prompt());
        ClassNames alone = new ClassNames(List.of(name), Tokenisation.STUDY);
        return model.classLikelihoods(List.of(encoded), alone).get(0);
    }
}
