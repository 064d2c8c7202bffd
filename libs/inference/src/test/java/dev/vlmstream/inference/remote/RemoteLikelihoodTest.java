package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.remote.RemoteLikelihood.Failed;
import dev.vlmstream.inference.remote.RemoteLikelihood.Scored;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Class likelihoods over HTTP are those of the bundle that the server scores texts with. */
class RemoteLikelihoodTest extends ScoringServer {

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
        assertThat(scored.effort().tries()).isEqualTo(5);
        assertThat(stub.tally().requests()).isEqualTo(10);
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
}
