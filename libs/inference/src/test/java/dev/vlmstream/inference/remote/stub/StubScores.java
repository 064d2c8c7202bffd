package dev.vlmstream.inference.remote.stub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.preprocessing.ImageException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores given texts with a local bundle, in the formats of servers that do. It knows of no opening and no class names: the
 * whole answer is scored after the prompt's last token, and what comes before has numbers that nobody asks for.
 */
public final class StubScores implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double BEFORE = -1.5;
    private static final String ANSWER = "ASSISTANT:";

    private final VisionLanguageModel model;
    private final Tokenizer tokenizer;
    private final int imageToken;
    private final int imageTokens;

    /** @param answerFrom the place of the answer's first token */
    record Scored(List<Integer> ids, int answerFrom, float[] logProbs) {
        double logProb(int place) {
            return place < answerFrom ? BEFORE : logProbs[place - answerFrom];
        }
    }

    private StubScores(ModelBundle bundle) {
        this.model = (VisionLanguageModel)
                ModelLoader.load(bundle, RuntimeOptions.cpu().withIntraOpThreads(1));
        this.tokenizer = Tokenizer.load(bundle.files());
        this.imageToken = bundle.files().config().get("image_token_index").asInt();
        this.imageTokens = bundle.files().config().get("image_seq_length").asInt();
    }

    public static StubScores of(ModelBundle bundle) {
        return new StubScores(bundle);
    }

    /** The reply to a request that asks for scores; null to any other. */
    String reply(String path, String body) {
        JsonNode request = tree(body);
        if (request.has("prompt_logprobs")) {
            return ScoredReplies.vllm(chat(request));
        }
        if (request.path("return_logprob").asBoolean()) {
            Scored scored = text(
                    request.path("text").asText(), request.path("image_data").asText(""));
            return ScoredReplies.sglang(
                    scored, request.path("logprob_start_len").asInt(), imageToken);
        }
        return request.path("echo").asBoolean()
                ? ScoredReplies.completions(text(request.path("prompt").asText(), ""), this::word)
                : null;
    }

    private String word(int id) {
        return tokenizer.decode(new int[] {id}, false);
    }

    private Scored chat(JsonNode request) {
        JsonNode messages = request.get("messages");
        JsonNode content = messages.get(0).get("content");
        String image = content.findPath("url").asText("");
        String answer = messages.size() > 1 ? messages.get(1).get("content").asText() : "";
        if (request.get("add_generation_prompt").asBoolean() != answer.isEmpty()
                || request.get("continue_final_message").asBoolean() == answer.isEmpty()) {
            throw new IllegalArgumentException(
                    "vLLM closes the answer's message unless it is told to continue with it");
        }
        String prompt =
                model.prompt(content.findValuesAsText("text").get(0), !image.isEmpty(), PromptStyle.CHAT, false);
        return score(prompt, answer, image);
    }

    private Scored text(String text, String image) {
        int end = text.indexOf(ANSWER) + ANSWER.length();
        return score(text.substring(0, end), text.substring(end).stripLeading(), image);
    }

    private synchronized Scored score(String prompt, String answer, String dataUrl) {
        List<Integer> before = ids(prompt);
        List<Integer> whole = ids(answer.isEmpty() ? prompt : prompt + " " + answer);
        float[] logProbs = answer.isEmpty()
                ? new float[0]
                : model.classLikelihoods(
                                List.of(new Request(picture(dataUrl), prompt)), ClassNames.direct(List.of(answer)))
                        .get(0)
                        .logProbs()[0];
        if (whole.size() - logProbs.length != before.size()) {
            throw new IllegalStateException("the bundle scored another number of tokens than there are");
        }
        return new Scored(whole, before.size(), logProbs);
    }

    private List<Integer> ids(String text) {
        List<Integer> ids = new ArrayList<>();
        for (int id : tokenizer.encode(text, true)) {
            IntStream.range(0, id == imageToken ? imageTokens : 1).forEach(i -> ids.add(id));
        }
        return ids;
    }

    private Picture picture(String dataUrl) {
        if (dataUrl.isEmpty()) {
            return null;
        }
        String base64 = dataUrl.substring(dataUrl.indexOf(',') + 1);
        try {
            return new Picture.Pixels(
                    model.imageProcessor().input(Base64.getDecoder().decode(base64), "sent"), base64);
        } catch (ImageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
