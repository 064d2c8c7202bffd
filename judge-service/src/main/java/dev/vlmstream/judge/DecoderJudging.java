package dev.vlmstream.judge;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.judge.wikiqa.DecoderText;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.BatchHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judgements of a decoder of your own, asked without a picture; greedily, so that the same answer is judged the same. */
record DecoderJudging(VisionLanguageModel model, GenerationOptions options) implements Judging {

    /** Room for a sentence of reasoning before the verdict. */
    private static final Map<String, String> SETTINGS =
            Map.of("max_new_tokens", "128", "do_sample", "false", "num_beams", "1");

    static DecoderJudging of(VisionLanguageModel model) {
        return new DecoderJudging(model, GenerationOptions.of(model.bundle(), SETTINGS));
    }

    @Override
    public ModelBundle bundle() {
        return model.bundle();
    }

    @Override
    public Set<JudgeRule> rules() {
        return Judging.rules(rule -> !rule.isSimilarity());
    }

    @Override
    public BatchHandler handler(RecordHandler<Case, Ruling> cases) {
        return cases.inBatches(this::judge);
    }

    /** One ruling for each case, in order. */
    List<Ruling> judge(List<Case> cases) {
        List<Request> requests = cases.stream()
                .map(one -> new Request(null, DecoderText.prompt(model, one.prompt())))
                .toList();
        // Datasets may be made with it at the same time.
        synchronized (model) {
            return model.generate(requests, options).stream()
                    .map(DecoderJudging::ruling)
                    .toList();
        }
    }

    private static Ruling ruling(Generation reply) {
        return Ruling.reply(
                Prompts.withoutReasoning(reply.text()),
                new Ruling.JudgingCost(reply.inputIds().length, reply.tokenIds().length, null));
    }
}
