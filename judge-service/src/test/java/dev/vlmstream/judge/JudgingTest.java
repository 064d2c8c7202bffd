package dev.vlmstream.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.rules.Concepts;
import dev.vlmstream.evaluation.rules.LlmJudge;
import dev.vlmstream.evaluation.rules.SemanticSimilarity;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteSettings;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.VerdictStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgingTest {
    private static final Path ENCODER = Path.of("../libs/inference/src/test/resources/models/tiny-bert");
    private static final Path DECODER = Path.of("../demo/models/emoji-vlm");
    private static final Ruling.JudgingCost COST = new Ruling.JudgingCost(100, 10, 0.1);
    private static final RunManifest MANIFEST = Events.manifest(Map.of());

    private static Case one(JudgeRule rule, String label, String answer) {
        return new Case(Events.score("1", label, answer), MANIFEST, rule);
    }

    @Test
    void anEncoderGradesByTheCosineAndNamesTheNearestConcept() {
        try (SentenceEncoder encoder =
                (SentenceEncoder) ModelLoader.load(BundleFinder.open(ENCODER), RuntimeOptions.cpu())) {
            String answer = "The photo shows a fox in the snow.";
            List<Ruling> rulings = new SimilarityJudging(encoder)
                    .judge(List.of(
                            one(SemanticSimilarity.RULE, "fox", answer),
                            one(Concepts.RULE, "fox", answer),
                            one(SemanticSimilarity.RULE, "fox", "fox")));

            float[][] embedded = encoder.embed(List.of("fox", answer));
            double whole = SentenceEncoder.cosine(embedded[0], embedded[1]);
            assertThat(rulings.get(0).grade()).isCloseTo(whole, within(1e-6));
            assertThat(rulings.get(0).text()).isNull();
            assertThat(rulings.get(0).right()).isEqualTo(whole >= 0.6);
            assertThat(rulings.get(1).grade()).isCloseTo(1, within(1e-6));
            assertThat(rulings.get(1).text()).isEqualTo("fox");
            assertThat(rulings.get(2).grade()).isCloseTo(1, within(1e-6));
            assertThat(rulings).extracting(Ruling::status).containsOnly(VerdictStatus.GIVEN);
        }
    }

    @Test
    void theNearestOfSeveralRightAnswersGrades() {
        RunManifest questions = Events.manifest(Map.of());
        questions.setBenchmark("docvqa");
        var score = Events.score("1", "giant panda", "fox");
        score.setAnswers(List.of("giant panda", "fox"));
        try (SentenceEncoder encoder =
                (SentenceEncoder) ModelLoader.load(BundleFinder.open(ENCODER), RuntimeOptions.cpu())) {
            assertThat(new SimilarityJudging(encoder)
                            .judge(List.of(new Case(score, questions, SemanticSimilarity.RULE))))
                    .singleElement()
                    .satisfies(ruling -> assertThat(ruling.grade()).isCloseTo(1, within(1e-6)));
        }
    }

    @Test
    void aRemoteJudgeIsAskedWithQuestionLabelAndAnswerAndNoPicture(@TempDir Path directory) throws IOException {
        try (StubApi stub = StubApi.start(FaultPlan.none())) {
            Path model = Files.createDirectories(directory.resolve("tester"));
            Files.writeString(model.resolve("config.json"), """
                    {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s",
                     "prices": {"input": 2, "output": 10}}""".formatted(stub.url()));
            SharedRecords records = new SharedRecords();
            RemoteSettings settings =
                    RemoteSettings.of(records, records, "instance", AllowedKeys.of(List.of()), name -> null);
            RemoteJudging judging = new RemoteJudging(RemoteModel.open(BundleFinder.open(model), settings));

            stub.say(body -> body.contains("image")
                    ? "a picture?"
                    : body.contains("Right answer: fox\\nAnswer to judge: A vixen.")
                            ? "A vixen is a fox.\\nyes"
                            : "I cannot tell.");

            List<Ruling> rulings = List.of(
                    judging.judge(one(LlmJudge.RULE, "fox", "A vixen.")),
                    judging.judge(one(LlmJudge.RULE, "fox", "A pet.")));

            assertThat(rulings).extracting(Ruling::right).containsExactly(true, null);
            assertThat(rulings).extracting(Ruling::status).containsExactly(VerdictStatus.GIVEN, VerdictStatus.UNPARSED);
            assertThat(rulings).extracting(Ruling::text).containsExactly("A vixen is a fox.\nyes", "I cannot tell.");
            assertThat(rulings.get(1).reason()).contains("neither yes nor no");
            assertThat(rulings)
                    .extracting(Ruling::effort)
                    .containsOnly(new Ruling.JudgingCost(StubApi.INPUT_TOKENS, StubApi.OUTPUT_TOKENS, 0.0003));
        }
    }

    @Test
    void aDecoderIsAskedInWordsAlone() {
        try (VisionLanguageModel model =
                (VisionLanguageModel) ModelLoader.load(BundleFinder.open(DECODER), RuntimeOptions.cpu())) {
            List<Ruling> rulings = DecoderJudging.of(model).judge(List.of(one(LlmJudge.RULE, "fox", "A fox.")));

            assertThat(rulings).singleElement().satisfies(ruling -> {
                assertThat(ruling.text()).isNotBlank();
                assertThat(ruling.effort().promptTokens()).isPositive();
                assertThat(ruling.effort().outputTokens()).isPositive();
                assertThat(ruling.status()).isEqualTo(VerdictStatus.UNPARSED);
            });
        }
    }

    @Test
    void repliesAreReadByTheirLastLine() {
        assertThat(Ruling.reply("It is a kind of fox.\nYes", COST).right()).isTrue();
        assertThat(Ruling.reply("no", COST).right()).isFalse();
        assertThat(Ruling.reply("perhaps", COST))
                .isEqualTo(new Ruling(
                        VerdictStatus.UNPARSED,
                        null,
                        null,
                        null,
                        "perhaps",
                        "the last line of the judge's reply is neither yes nor no",
                        COST));
    }
}
