package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.remote.RemoteLikelihood.Failed;
import dev.vlmstream.inference.remote.RemoteLikelihood.Scored;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.inference.remote.stub.StubScores;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Class likelihoods over HTTP are those of the bundle that the server scores texts with. */
class RemoteLikelihoodTest {
    private static final String OPENING = "The photo features a";
    private static final int MOST_AT_ONCE = 16;

    private static VisionLanguageModel model;
    private static StubScores scores;
    private static List<String> names;

    @TempDir
    Path directory;

    private final SharedRecords records = new SharedRecords();
    private StubApi stub;

    @BeforeAll
    static void load() throws IOException {
        model = (VisionLanguageModel)
                ModelLoader.load(Demo.bundle("emoji-vlm"), RuntimeOptions.cpu().withIntraOpThreads(1));
        scores = StubScores.of(Demo.bundle("emoji-vlm"));
        String[] all = new ObjectMapper()
                .readValue(Demo.data().resolve("emoji_classes.json").toFile(), String[].class);
        names = List.of(all).subList(0, 60);
    }

    @AfterAll
    static void close() {
        model.close();
        scores.close();
    }

    @BeforeEach
    void start() throws IOException {
        stub = StubApi.start(FaultPlan.none());
        stub.score(scores);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private TestModel remote(String server) {
        TestModel remote = TestModel.of(directory).at(stub.url()).with("class_likelihood", server);
        return switch (server) {
            case "sglang" ->
                remote.with("likelihood_prompt", "USER: {image}{question}\nASSISTANT:")
                        .with("likelihood_image", "<image>\n");
            case "completions" -> remote.with("likelihood_prompt", "USER: {question}\nASSISTANT:");
            default -> remote;
        };
    }

    private static String image(int line) {
        return Demo.expected("emoji-vlm").get(line).get("image").asText();
    }

    /** @param line of the image; none below 0 */
    private static LikelihoodQuestion question(int line, List<String> names) throws IOException {
        byte[] image = line < 0 ? null : Files.readAllBytes(Demo.data().resolve(image(line)));
        String name = line < 0 ? null : image(line);
        return new LikelihoodQuestion(
                new RemoteQuestion("run-1", null, Demo.QUESTION, image, name, null), OPENING, names);
    }

    private RemoteLikelihood ask(TestModel remote, LikelihoodQuestion question) throws IOException {
        try (RemoteModel opened = remote.open(records)) {
            return opened.likelihoods(List.of(question)).get(0);
        }
    }

    private static ClassLikelihoods local(int line, PromptStyle style) {
        Picture picture = line < 0 ? null : new Picture.Pixels(Demo.input(model, image(line)), null);
        Request request = new Request(picture, model.likelihoodPrompt(Demo.QUESTION, line >= 0, style, OPENING));
        return model.classLikelihoods(List.of(request), ClassNames.direct(names))
                .get(0);
    }

    private static List<Integer> order(float[] values) {
        return Ranking.top(values, names, names.size()).stream()
                .map(RankedClass::index)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"vllm, CHAT, 0", "vllm, CHAT, -1", "sglang, STUDY, 0", "sglang, STUDY, -1", "completions, STUDY, -1"})
    void likelihoodsTokensAndRankingAreTheLocalBundles(String server, PromptStyle style, int line) throws IOException {
        ClassLikelihoods own = ((Scored) ask(remote(server), question(line, names))).likelihoods();
        ClassLikelihoods expected = local(line, style);
        assertThat(own.tokens()).containsExactly(expected.tokens());
        for (int i = 0; i < names.size(); i++) {
            assertThat(own.logProbs()[i]).containsExactly(expected.logProbs()[i], within(1e-5f));
        }
        assertThat(order(own.sums())).isEqualTo(order(expected.sums()));
        assertThat(order(own.means())).isEqualTo(order(expected.means()));
        assertThat(stub.tally().requests()).isEqualTo(1 + names.size());
    }

    @Test
    void anAnswerThatBeginsWithTheNameIsScoredAfterThePrompt() throws IOException {
        RemoteQuestion question = question(0, names).question();
        Scored scored = (Scored) ask(remote("vllm"), new LikelihoodQuestion(question, "", names));
        Request request = new Request(
                new Picture.Pixels(Demo.input(model, image(0)), null),
                model.likelihoodPrompt(Demo.QUESTION, true, PromptStyle.CHAT, ""));
        ClassLikelihoods expected = model.classLikelihoods(List.of(request), ClassNames.direct(names))
                .get(0);
        assertThat(scored.likelihoods().sums()).containsExactly(expected.sums(), within(1e-5f));
    }

    @Test
    void whatWasAnsweredIsNotAskedAgainAfterARestart() throws IOException {
        List<String> few = names.subList(0, 5);
        Scored first = (Scored) ask(remote("vllm"), question(0, few));
        assertThat(stub.tally().requests()).isEqualTo(6);
        assertThat(first.effort().tries()).isEqualTo(6);
        assertThat(first.effort().outputTokens()).isEqualTo(6);
        assertThat(first.effort().cost()).isCloseTo((first.effort().inputTokens() * 10 + 6 * 30) / 1e6, within(1e-12));
        Scored again = (Scored) ask(remote("vllm"), question(0, names.subList(0, 7)));
        assertThat(stub.tally().requests()).isEqualTo(8);
        assertThat(Arrays.copyOf(again.likelihoods().logProbs(), 5))
                .isDeepEqualTo(first.likelihoods().logProbs());
        assertThat(((Scored) ask(remote("vllm"), question(0, few))).effort())
                .matches(effort -> effort.cached() && effort.cost() == 0 && effort.tries() == 0);
        assertThat(stub.tally().requests()).isEqualTo(8);
    }

    @Test
    void anotherModelOnTheSameServerIsAskedAnew() throws IOException {
        List<String> few = names.subList(0, 2);
        ask(remote("sglang"), question(0, few));
        ask(remote("sglang").with("model", "test-2"), question(0, few));
        assertThat(stub.tally().requests()).isEqualTo(6);
    }

    @Test
    void aNameThatOccursTwiceIsAskedOnce() throws IOException {
        Scored scored = (Scored) ask(remote("vllm"), question(0, List.of("cat", "dog", "cat")));
        assertThat(stub.tally().requests()).isEqualTo(3);
        assertThat(scored.likelihoods().logProbs()[2])
                .isEqualTo(scored.likelihoods().logProbs()[0]);
    }

    @Test
    void passingFaultsAreGotOver() throws IOException {
        stub.follow(FaultPlan.first(1, Fault.THROTTLED_WITH_DELAY));
        Scored scored = (Scored) ask(remote("vllm"), question(0, names.subList(0, 4)));
        assertThat(scored.effort().tries()).isEqualTo(10);
        assertThat(stub.tally().questions()).isEqualTo(5);
    }

    @Test
    void aBudgetHoldsForNamesAsForQuestions() throws IOException {
        LikelihoodQuestion asked = question(0, names);
        RemoteQuestion with = asked.question();
        RemoteQuestion budgeted =
                new RemoteQuestion("run-2", 0.02, with.prompt(), with.image(), with.imageName(), null);
        Failed failed = (Failed) ask(remote("vllm"), new LikelihoodQuestion(budgeted, OPENING, names));
        assertThat(failed.reason())
                .startsWith("budget of $0.02 reached")
                .containsPattern("; \\d+ of 60 class names were scored$");
        assertThat(failed.effort().cost()).isPositive().isLessThanOrEqualTo(0.02);
        records.settle();
        assertThat(records.entries()).isNotEmpty().allMatch(entry -> entry.run().equals("run-2"));
    }

    /** What a server replies that does not do what it was asked. */
    private static String distorted(String reply, String how) {
        return switch (how) {
            case "absent" -> reply.replaceAll("\"(prompt_logprobs|input_token_logprobs|token_logprobs)\"", "\"other\"");
            case "null entry" ->
                reply.replaceFirst("\\{\"\\d+\":\\{[^}]*}},", "null,")
                        .replaceFirst("\\[-1.5,(\\d+),null]", "[-1.5,null,null]");
            case "short" -> reply.replaceAll("\"prompt_tokens\":(\\d)", "\"prompt_tokens\":9$1");
            case "several" -> reply.replaceFirst("(\\{)(\"\\d+\":)(\\{[^}]*})", "$1$2$3,\"7\":$3");
            case "not a number" -> reply.replaceAll("-\\d+\\.\\d+(E-?\\d+)?", "\"NaN\"");
            case "positive" -> reply.replaceAll("-(\\d+\\.\\d+)", "$1");
            default -> throw new IllegalArgumentException(how);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vllm | absent | the reply has no prompt_logprobs",
                "vllm | null entry | prompt_logprobs[1] has 0 tokens, must have the prompt's one",
                "vllm | several | prompt_logprobs[1] has 2 tokens",
                "vllm | short | tokens, but counts 9",
                "vllm | not a number | has no log-probability, but NaN",
                "vllm | positive | has no log-probability, but",
                "sglang | absent | the reply has no meta_info.input_token_logprobs",
                "sglang | null entry | input_token_logprobs[1] has no token id",
                "sglang | short | but counts 9",
                "sglang | not a number | has no log-probability, but NaN",
                "completions | absent | the reply has no logprobs.tokens and logprobs.token_logprobs",
                "completions | short | generated in usage",
                "completions | not a number | has no log-probability, but NaN",
            })
    void aReplyWithoutScoresFailsInOneSentenceWithServerSettingAndCure(String server, String how, String reason)
            throws IOException {
        stub.distort(reply -> distorted(reply, how));
        int line = server.equals("completions") ? -1 : 0;
        Failed failed = (Failed) ask(remote(server), question(line, names));
        assertThat(failed.reason())
                .contains(reason)
                .contains("class_likelihood \"" + server + "\" in the model's config.json asks " + stub.url())
                .contains("remove the key")
                .endsWith("; 0 of 60 class names were scored");
        // The opening, and the names that were under way when the first one failed.
        assertThat(stub.tally().requests()).isBetween(1, 1 + MOST_AT_ONCE);
    }

    @Test
    void aNumberThatIsNoJsonIsAskedAgainAndThenFails() throws IOException {
        stub.distort(reply -> reply.replaceAll("-1\\.5", "NaN"));
        Failed failed = (Failed) ask(remote("vllm"), question(0, names));
        assertThat(failed.reason()).startsWith("asked 3 times, the last time: HTTP 200 with a body that is no JSON");
        assertThat(stub.tally().requests()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "sglang"})
    void aNameThatChangesTheTokensBeforeItIsRefused(String server) throws IOException {
        List<String> before = new ArrayList<>();
        stub.distort(reply -> {
            before.add(reply);
            // The last token of the opening, "a", is another one as soon as something follows it.
            return before.size() == 1 ? reply : reply.replaceAll(last(before.get(0)), "$12559$2");
        });
        Failed failed = (Failed) ask(remote(server), question(0, List.of("cat")));
        assertThat(failed.reason())
                .contains("class name \"cat\" changes the tokens of what comes before it, which ends in \"" + OPENING
                        + "\"")
                .contains("give an --answer-prefix that ends with a whole word");
    }

    private static String last(String reply) {
        var ids = java.util.regex.Pattern.compile("(?:\\{\"|,)(\\d+)(?:\":\\{|,null])")
                .matcher(reply);
        String id = null;
        while (ids.find()) {
            id = ids.group(1);
        }
        return "(\\{\"|,)" + id + "(\":\\{|,null])";
    }

    @Test
    void aServerThatTakesNoSuchRequestIsNamedWithTheCure() throws IOException {
        stub.follow(FaultPlan.always(Fault.BAD_IMAGE));
        Failed failed = (Failed) ask(remote("vllm"), question(0, names));
        assertThat(failed.reason())
                .startsWith("HTTP 400: unreadable image; class_likelihood \"vllm\" in the model's config.json asks")
                .contains(" for prompt_logprobs: give base_url of a server that has that, or remove the key");
        assertThat(stub.tally().requests()).isEqualTo(1);
    }

    @Test
    void completionsAreNotAskedAboutImages() throws IOException {
        Failed failed = (Failed) ask(remote("completions"), question(0, names));
        assertThat(failed.reason())
                .startsWith("completions take no images, and the question has one; ask vLLM or SGLang");
        assertThat(stub.tally().requests()).isZero();
    }
}
