package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.BatchHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A decoder of your own, greedy, so that it says the same again. */
public record DecoderText(VisionLanguageModel model) implements TextModel {
    /** Of an answer nothing but the first character is read. */
    private static final int SHORT = 8;

    @Override
    public ModelBundle bundle() {
        return model.bundle();
    }

    @Override
    public BatchHandler handler(RecordHandler<TextRequest, WikiReply> step) {
        return step.inBatches(this::ask);
    }

    private List<WikiReply> ask(List<TextRequest> requests) {
        List<Request> asked = new ArrayList<>();
        List<GenerationOptions> options = new ArrayList<>();
        for (TextRequest request : requests) {
            asked.add(new Request(null, prompt(model, request.prompt())));
            options.add(options(request.isLong() ? LONG_HERE : SHORT));
        }
        // The loops of several steps have the one model.
        synchronized (model) {
            return model.generate(asked, options).stream().map(this::reply).toList();
        }
    }

    private GenerationOptions options(int tokens) {
        return GenerationOptions.of(
                model.bundle(),
                Map.of("max_new_tokens", String.valueOf(tokens), "do_sample", "false", "num_beams", "1"));
    }

    /** In the chat template, if the bundle has one. */
    public static String prompt(VisionLanguageModel model, String question) {
        try {
            return model.prompt(question, false, PromptStyle.CHAT, false);
        } catch (BundleException withoutTemplate) {
            return model.prompt(question, false, PromptStyle.STUDY, false);
        }
    }

    /** Its first token may begin with a space, which is the tokenizer's. */
    private WikiReply reply(Generation generation) {
        return WikiReply.newBuilder()
                .setModel(bundle().name())
                .setDigest(bundle().digest())
                .setText(Prompts.withoutReasoning(generation.text()).strip())
                .setPromptTokens(generation.inputIds().length)
                .setOutputTokens(generation.tokenIds().length)
                .build();
    }
}
