package dev.vlmstream.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteSettings;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.inference.remote.stub.StubScores;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteDecoderTest {
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private final List<Prediction> predictions = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final SharedRecords records = new SharedRecords();
    private StubApi stub;

    private final Answers answers = new Answers() {
        @Override
        public void add(Topic topic, String key, SpecificRecord event) {
            assertThat(topic).isEqualTo(Topic.PREDICTIONS);
            predictions.add((Prediction) event);
        }

        @Override
        public void failed(ModelRequest request, String reason) {
            failures.add(request.question().getItemId() + ": " + reason);
        }
    };

    @BeforeEach
    void start() throws IOException {
        stub = StubApi.start(FaultPlan.none());
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private RemoteDecoder decoder(String more) throws IOException {
        Path model = Files.createDirectories(directory.resolve("tester"));
        Files.writeString(model.resolve("config.json"), """
            {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s", "backoff_seconds": 0.01,
             "prices": {"input": 10, "output": 30}, "tries": 2%s}\
            """.formatted(stub.url(), more));
        RemoteSettings settings =
                RemoteSettings.of(records, records, "instance", AllowedKeys.of(List.of()), name -> null);
        return new RemoteDecoder(
                RemoteModel.open(BundleFinder.open(model), settings, MAX_AGE, "vlmstream.max-batch-age"));
    }

    private void answer(RemoteDecoder decoder, List<ModelRequest> requests) {
        requests.forEach(request -> decoder.answer(request, () -> {}).accept(answers));
    }

    private static RunManifest manifest() {
        return RunManifest.newBuilder()
                .setRun("r")
                .setDataset("d")
                .setTask("open-world")
                .setPrompt("What is it?")
                .setClasses(List.of("a", "b"))
                .setModels(List.of("tester"))
                .setSoftwareVersion("test")
                .setCreatedAt(0)
                .build();
    }

    private static ModelRequest request(String item, RunManifest manifest) {
        Question question = Question.newBuilder()
                .setRun("r")
                .setItemId(item)
                .setText("What is " + item + "?")
                .setAskedAt(0)
                .build();
        return new ModelRequest(question, manifest, null, null, null);
    }

    @Test
    void anAnswerTellsWhatItTookAndHowItWasMade() throws IOException {
        answer(decoder(""), List.of(request("a", manifest()), request("b", manifest())));
        assertThat(predictions).extracting(Prediction::getItemId).containsExactly("a", "b");
        Prediction prediction = predictions.get(0);
        assertThat(prediction.getText()).startsWith("stub answer ");
        assertThat(prediction.getRefused()).isFalse();
        assertThat(prediction.getPrompt()).isEqualTo("What is a?");
        assertThat(prediction.getPromptTokens()).isEqualTo(StubApi.INPUT_TOKENS);
        assertThat(prediction.getOutputTokens()).isEqualTo(StubApi.OUTPUT_TOKENS);
        assertThat(prediction.getCost()).isEqualTo(0.0013);
        assertThat(prediction.getFromCache()).isFalse();
        assertThat(prediction.getDecoding()).isEqualTo("remote openai test-1 temperature=0 max_new_tokens=1024");
    }

    @Test
    void theSameQuestionAgainIsAnsweredFromTheCache() throws IOException {
        answer(decoder(""), List.of(request("a", manifest())));
        answer(decoder(""), List.of(request("a", manifest())));
        assertThat(stub.tally().requests()).isEqualTo(1);
        assertThat(predictions.get(1).getText()).isEqualTo(predictions.get(0).getText());
        assertThat(predictions.get(1).getFromCache()).isTrue();
        assertThat(predictions.get(1).getCost()).isZero();
    }

    @Test
    void refusalsAreRefusedAndFailuresAreGivenUpForAReason() throws IOException {
        stub.follow(FaultPlan.always(Fault.REFUSAL));
        answer(decoder(""), List.of(request("a", manifest())));
        stub.follow(FaultPlan.always(Fault.SERVER_ERROR));
        answer(decoder(""), List.of(request("b", manifest())));
        assertThat(predictions).singleElement().matches(Prediction::getRefused);
        assertThat(failures).containsExactly("b: asked 2 times, the last time: HTTP 500: internal error");
    }

    @Test
    void theRunsBudgetAndSettingsHold() throws IOException {
        RunManifest manifest = manifest();
        manifest.setBudget(0.0);
        answer(decoder(""), List.of(request("a", manifest)));
        assertThat(failures).singleElement().asString().startsWith("a: budget of $0.00 reached");
        manifest.setBudget(1.0);
        manifest.setMaxNewTokens(7);
        manifest.setChainOfThought(true);
        answer(decoder(""), List.of(request("a", manifest)));
        assertThat(predictions).singleElement().satisfies(prediction -> {
            assertThat(prediction.getPrompt()).isEqualTo("What is a? Let's think step by step.");
            assertThat(prediction.getDecoding()).endsWith("max_new_tokens=7");
        });
    }

    @Test
    void theRunsGenerationSettingsAreSentAndOneThatTheApiLacksFailsTheRunsItemsUnasked() throws IOException {
        RunManifest beams = manifest();
        beams.setGeneration(Map.of("num_beams", "5"));
        RunManifest sampled = manifest();
        sampled.setGeneration(Map.of("do_sample", "true", "temperature", "0.7", "seed", "3"));
        answer(decoder(""), List.of(request("a", beams), request("b", sampled)));
        assertThat(failures)
                .singleElement()
                .asString()
                .startsWith("a: tester: the openai API has no setting num_beams; it has [do_sample, max_new_tokens,");
        assertThat(predictions)
                .singleElement()
                .satisfies(prediction -> assertThat(prediction.getDecoding())
                        .isEqualTo("remote openai test-1 temperature=0.7 seed=3 max_new_tokens=1024"));
        assertThat(stub.tally().requests()).isEqualTo(1);
    }

    @Test
    void classLikelihoodsFailForAReasonBesideWhatIsAnswered() throws IOException {
        RunManifest likelihoods = manifest();
        likelihoods.setTask("class-likelihood");
        answer(decoder(""), List.of(request("a", likelihoods), request("b", manifest())));
        assertThat(failures)
                .containsExactly(
                        "a: tester answers in words: the task class-likelihood needs a local model, or a server"
                                + " that scores given texts (\"class_likelihood\" in config.json)");
        assertThat(predictions).extracting(Prediction::getItemId).containsExactly("b");
    }

    private static RunManifest likelihoods() {
        RunManifest manifest = manifest();
        manifest.setTask("class-likelihood");
        manifest.setClasses(List.of("dog", "grinning face", "red apple"));
        return manifest;
    }

    @Test
    void classLikelihoodsOfAServerThatScoresTextsAreTheLocalBundles() throws IOException {
        ModelBundle bundle = BundleFinder.open(LoadedDecoder.DEMO.resolve("models/emoji-vlm"));
        try (StubScores scores = StubScores.of(bundle);
                VisionLanguageModel local = (VisionLanguageModel)
                        ModelLoader.load(bundle, RuntimeOptions.cpu().withIntraOpThreads(1))) {
            stub.score(scores);
            answer(decoder(", \"class_likelihood\": \"vllm\""), List.of(request("a", likelihoods())));
            new LikelihoodDecoder(local)
                    .answer(
                            List.of(new PreparedQuestion(request("a", likelihoods()), null)),
                            System.nanoTime(),
                            answers);
        }
        Prediction remote = predictions.get(0);
        assertThat(remote.getPrompt()).isEqualTo("What is a? The photo features a");
        assertThat(remote.getDecoding()).isEqualTo("remote vllm test-1 class likelihood of 3 names, direct");
        assertThat(remote.getText()).isNull();
        assertThat(remote.getOutputTokens()).isEqualTo(4);
        assertThat(remote.getCost()).isCloseTo((remote.getPromptTokens() * 10 + 4 * 30) / 1e6, within(1e-12));
        assertThat(remote.getFromCache()).isFalse();
        Prediction own = predictions.get(1);
        assertThat(remote.getLikelihoods().getTokens())
                .isEqualTo(own.getLikelihoods().getTokens());
        assertThat(FloatBytes.FLOAT32.read(remote.getLikelihoods().getSums()))
                .containsExactly(FloatBytes.FLOAT32.read(own.getLikelihoods().getSums()), within(1e-5f));
        assertThat(remote.getRanking()).hasSize(3);
        assertThat(remote.getConfidence()).isBetween(1 / 3.0, 1.0);
    }

    @Test
    void likelihoodsThatNoServerTellsAreRefusedUnasked() throws IOException {
        RunManifest study = likelihoods();
        study.setTokenisation("study");
        RunManifest nameless = likelihoods();
        nameless.setClasses(List.of());
        answer(decoder(", \"class_likelihood\": \"vllm\""), List.of(request("a", study), request("b", nameless)));
        assertThat(failures).hasSize(2);
        assertThat(failures.get(0)).contains("push with --tokenisation direct");
        assertThat(failures.get(1)).contains("--classes");
        assertThat(stub.tally().requests()).isZero();
    }

    @Test
    void aQuestionMustNotTakeAsLongAsAStuckBatch() {
        assertThatThrownBy(() -> decoder(", \"time_limit_seconds\": 300"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("time_limit_seconds is 300")
                .hasMessageContaining("vlmstream.max-batch-age");
    }
}
