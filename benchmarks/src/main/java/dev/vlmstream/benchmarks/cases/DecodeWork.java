package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One question about many images, each answer of a given number of tokens: end tokens end nothing, so that every side makes
 * the same number. No image has a name, so nothing is reused.
 */
record DecodeWork(VisionLanguageModel model, String prompt, List<Request> requests, List<GenerationOptions> options) {

    static DecodeWork of(VisionLanguageModel model, Path photos, int items, List<Integer> tokens) {
        String prompt = model.prompt(Manifests.QUESTION, true, PromptStyle.STUDY, false);
        List<EncodedImage> images = Photos.read(photos, items);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            EncodedImage image = images.get(i % images.size());
            requests.add(
                    new Request(Picture.Pixels.of(model.imageProcessor().input(image.bytes(), image.name())), prompt));
        }
        GenerationOptions endless = GenerationOptions.of(model.bundle()).withStopTokenIds(List.of());
        return new DecodeWork(
                model,
                prompt,
                requests,
                tokens.stream().map(endless::withMaxNewTokens).toList());
    }

    /** @param together how many requests are in one call; the next call waits for all of them */
    Side side(String name, int together) {
        return Side.timed(name, () -> answer(together));
    }

    private long answer(int together) {
        long tokens = 0;
        for (int from = 0; from < requests.size(); from += together) {
            int to = Math.min(requests.size(), from + together);
            for (Generation answer : model.generate(requests.subList(from, to), options.subList(from, to))) {
                tokens += answer.tokenIds().length;
            }
        }
        return tokens;
    }

    /** What the other sides must find as well. */
    List<Double> firstTokens() {
        List<GenerationOptions> one =
                options.stream().map(option -> option.withMaxNewTokens(1)).toList();
        return model.generate(requests, one).stream()
                .map(answer -> (double) answer.tokenIds()[0])
                .toList();
    }
}
