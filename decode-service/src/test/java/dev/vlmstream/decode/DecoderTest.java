package dev.vlmstream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.ImageSource;
import dev.vlmstream.streaming.QuestionHandler.Answers;
import dev.vlmstream.streaming.QuestionHandler.Task;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecoderTest {
    private static final Path DEMO = Path.of("..", "demo");
    private static final String QUESTION = "What type of object is in this photo?";
    private static VisionLanguageModel model;
    private static byte[] twemoji;
    private static byte[] noto;

    private final Collected answers = new Collected();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    /** What was answered, by item, and given up. */
    private static final class Collected implements Answers {
        private final Map<String, Prediction> predictions = new LinkedHashMap<>();
        private final Map<String, String> failures = new LinkedHashMap<>();
        private final List<String> keys = new ArrayList<>();
        private final List<Features> features = new ArrayList<>();

        @Override
        public void add(Topic topic, String key, SpecificRecord event) {
            if (topic == Topic.FEATURES) {
                features.add((Features) event);
                return;
            }
            assertThat(topic).isEqualTo(Topic.PREDICTIONS);
            keys.add(key);
            predictions.put(((Prediction) event).getItemId(), (Prediction) event);
        }

        @Override
        public void failed(Task task, String reason) {
            failures.put(task.question().getItemId(), reason);
        }
    }

    @BeforeAll
    static void loadModel() throws IOException {
        model = (VisionLanguageModel)
                Model.load(ModelBundle.open(DEMO.resolve("models/emoji-vlm")), RuntimeOptions.cpu());
        Path images = DEMO.resolve("data/emoji/images");
        twemoji = Files.readAllBytes(images.resolve("000_grinning-face_twemoji.jpg"));
        noto = Files.readAllBytes(images.resolve("000_grinning-face_noto.jpg"));
    }

    @AfterAll
    static void closeModel() throws Exception {
        model.close();
    }

    @Test
    void givesTheRecordedAnswerAndSaysHowItWasMade() {
        answer(task("a", twemoji, manifest()));
        Prediction prediction = answers.predictions.get("a");
        assertThat(prediction.getText()).isEqualTo("The photo features a grinning face with smiling eyes.");
        assertThat(prediction.getTokenIds()).containsExactly(473, 384, 428, 316, 1061, 393, 342, 745, 907, 262, 2);
        assertThat(prediction.getModel()).isEqualTo("emoji-vlm");
        assertThat(prediction.getModelDigest()).isEqualTo(model.bundle().digest());
        assertThat(prediction.getTask()).isEqualTo("open-world");
        assertThat(prediction.getDecoding()).isEqualTo("greedy max_new_tokens=64");
        assertThat(prediction.getTruncated()).isFalse();
        assertThat(prediction.getPromptTokens()).isPositive();
        assertThat(answers.keys).containsExactly("r/a");
    }

    @Test
    void aBatchOfMoreThanWhatIsMadeReadyAtOnceIsAnsweredWholeAndInOrder() {
        RunManifest manifest = manifest();
        List<String> items = IntStream.range(0, 19).mapToObj(i -> "item" + i).toList();
        answer(items.stream().map(item -> task(item, twemoji, manifest)).toArray(Task[]::new));
        assertThat(answers.keys)
                .containsExactlyElementsOf(
                        items.stream().map(item -> "r/" + item).toList());
        assertThat(answers.predictions.values())
                .extracting(Prediction::getText)
                .containsOnly("The photo features a grinning face with smiling eyes.");
    }

    @Test
    void aBadImageCostsItselfAloneAndShiftsNoOther() {
        byte[] bad = "no image".getBytes(StandardCharsets.UTF_8);
        answer(task("a", twemoji, manifest()), task("bad", bad, manifest()), task("b", noto, manifest()));
        assertThat(answers.failures).containsOnlyKeys("bad");
        assertThat(answers.failures.get("bad")).contains("bad.jpg");
        assertThat(answers.predictions).containsOnlyKeys("a", "b");
        Prediction together = answers.predictions.get("b");
        answer(task("alone", noto, manifest()));
        assertThat(together.getTokenIds())
                .isEqualTo(answers.predictions.get("alone").getTokenIds());
    }

    @Test
    void answersAQuestionWithoutAnImageBesideOthers() {
        answer(task("text", null, manifest()), task("a", twemoji, manifest()));
        assertThat(answers.failures).isEmpty();
        assertThat(answers.predictions.get("text").getPrompt())
                .doesNotContain("<image>")
                .contains(QUESTION);
        assertThat(answers.predictions.get("a").getText()).contains("grinning face");
    }

    @Test
    void keepsToEachRunsLimitOfNewTokensWithinOneBatch() {
        RunManifest three = manifest();
        three.setMaxNewTokens(3);
        answer(task("short", twemoji, three), task("long", twemoji, manifest()));
        Prediction cut = answers.predictions.get("short");
        assertThat(cut.getTokenIds()).containsExactly(473, 384, 428);
        assertThat(cut.getTruncated()).isTrue();
        assertThat(cut.getDecoding()).isEqualTo("greedy max_new_tokens=3");
        assertThat(answers.predictions.get("long").getTruncated()).isFalse();
    }

    @Test
    void aSecondQuestionAboutAnImageReusesItsTokensAndTheMetersSaySo() {
        answer(task("first", twemoji, manifest()));
        answer(task("second", twemoji, manifest()));
        Prediction second = answers.predictions.get("second");
        assertThat(second.getTokenIds())
                .isEqualTo(answers.predictions.get("first").getTokenIds());
        assertThat(second.getReusedTokens()).isEqualTo(second.getPromptTokens() - 1);
        assertThat(second.getOutputTokens()).isEqualTo(second.getTokenIds().size());
        assertThat(second.getTokensPerSecond()).isPositive();
        assertThat(meters.get("vlmstream.decoded.tokens").counter().count()).isEqualTo(22);
        assertThat(meters.get("vlmstream.first.token.seconds").timer().count()).isEqualTo(2);
        assertThat(meters.get("vlmstream.answer.tokens.per.second").summary().count())
                .isEqualTo(2);
        assertThat(meters.get("vlmstream.prefix.hits").functionCounter().count())
                .isPositive();
        assertThat(meters.get("vlmstream.prefix.hit.rate").gauge().value()).isBetween(0.01, 1.0);
    }

    @Test
    void followsEachRunsGenerationSettingsAndSaysSo() {
        RunManifest beams = manifest();
        beams.setGeneration(Map.of("num_beams", "3", "length_penalty", "0.5", "max_new_tokens", "12"));
        RunManifest sampling = manifest();
        sampling.setGeneration(Map.of("do_sample", "true", "temperature", "1.5"));
        sampling.setSeed(7);
        answer(task("beams", twemoji, beams), task("drawn", twemoji, sampling), task("best", twemoji, manifest()));
        assertThat(answers.failures).isEmpty();
        assertThat(answers.predictions.get("beams").getDecoding())
                .isEqualTo("beams max_new_tokens=12 num_beams=3 length_penalty=0.5");
        Prediction drawn = answers.predictions.get("drawn");
        assertThat(drawn.getDecoding()).isEqualTo("sampling max_new_tokens=64 temperature=1.5 top_k=50 seed=7");
        answer(task("drawn", twemoji, sampling));
        assertThat(answers.predictions.get("drawn").getTokenIds()).isEqualTo(drawn.getTokenIds());
    }

    @Test
    void aRunWhoseSettingsAreWrongFailsAloneAndSaysWhy() {
        RunManifest wrong = manifest();
        wrong.setGeneration(Map.of("num_beams", "many"));
        answer(task("wrong", twemoji, wrong), task("right", twemoji, manifest()));
        assertThat(answers.failures).containsOnlyKeys("wrong");
        assertThat(answers.failures.get("wrong")).contains("num_beams is \"many\", must be an integer");
        assertThat(answers.predictions).containsOnlyKeys("right");
    }

    @Test
    void asksInTheStudysWordsWhereTheRunSaysSo() {
        RunManifest study = manifest();
        study.setPromptStyle("study");
        RunManifest thinking = manifest();
        thinking.setPromptStyle("study");
        thinking.setChainOfThought(true);
        answer(task("a", twemoji, study), task("b", twemoji, thinking));
        assertThat(answers.predictions.get("a").getPrompt()).isEqualTo("USER: <image>\n" + QUESTION + "\nASSISTANT:");
        assertThat(answers.predictions.get("b").getPrompt())
                .isEqualTo("USER: <image>\n" + QUESTION + "\nASSISTANT: Let's think step by step.");
    }

    @Test
    void classLikelihoodRanksTheNamesBySumAndByMean() {
        RunManifest manifest = likelihoods();
        answer(task("a", twemoji, manifest));

        Prediction prediction = answers.predictions.get("a");
        float[] sums = FloatBytes.FLOAT32.read(prediction.getLikelihoods().getSums());
        assertThat(sums).hasSize(3).doesNotContain(0);
        assertThat(prediction.getLikelihoods().getTokens().remaining()).isEqualTo(6);
        assertThat(prediction.getRanking()).hasSize(3);
        RankedClass first = prediction.getRanking().get(0);
        assertThat(first.getScore()).isEqualTo(sums[first.getIndex()]);
        assertThat(prediction.getLikelihoods().getByMean().get(0).getScore()).isGreaterThanOrEqualTo(first.getScore());
        assertThat(prediction.getPrompt()).endsWith("ASSISTANT: The photo features a");
        assertThat(prediction.getText()).isNull();
    }

    @Test
    void eachRunHasItsOwnTokenisation() {
        RunManifest study = likelihoods();
        study.setTokenisation("study");
        answer(task("a", twemoji, likelihoods()), task("b", twemoji, study));
        assertThat(answers.predictions.get("a").getDecoding()).isEqualTo("class likelihood of 3 names, direct");
        assertThat(answers.predictions.get("b").getDecoding()).isEqualTo("class likelihood of 3 names, study");
    }

    @Test
    void classLikelihoodWithoutClassesFails() {
        RunManifest manifest = likelihoods();
        manifest.setClasses(List.of());
        answer(task("a", twemoji, manifest));
        assertThat(answers.failures.get("a")).contains("--classes");
    }

    private static RunManifest likelihoods() {
        RunManifest manifest = manifest();
        manifest.setTask("class-likelihood");
        manifest.setClasses(List.of("dog", "grinning face", "red apple"));
        return manifest;
    }

    @Test
    void writesTheFeaturesThatTheRunWants() {
        RunManifest manifest = manifest();
        manifest.setFeatures(List.of("last", "mean", "position:-1", "image_features"));
        answer(task("a", twemoji, manifest));

        assertThat(answers.features)
                .extracting(Features::getKind)
                .containsExactly("last", "mean", "position:-1", "image_features");
        assertThat(answers.features.get(0).getData())
                .isEqualTo(answers.features.get(2).getData());
        assertThat(answers.features.get(0).getData())
                .isNotEqualTo(answers.features.get(1).getData());
        assertThat(answers.features.get(3).getShape()).containsExactly(16, 192);
        assertThat(answers.features.get(3).getQuestion().getImage().getBytes()).isNull();
        assertThat(answers.features.get(0).getPrompt())
                .isEqualTo(answers.predictions.get("a").getPrompt());
    }

    @Test
    void answersTheSameWhenTheImageComesEncoded() {
        RunManifest manifest = manifest();
        manifest.setFeatures(List.of("image_features"));
        answer(task("a", twemoji, manifest), task("b", noto, manifest));
        List<Task> encoded = answers.features.stream()
                .map(features -> new Task(features.getQuestion(), manifest(), null, features, null))
                .toList();

        Collected again = new Collected();
        decoder().answer(encoded, again);

        for (String item : List.of("a", "b")) {
            assertThat(again.predictions.get(item).getTokenIds())
                    .isNotEmpty()
                    .isEqualTo(answers.predictions.get(item).getTokenIds());
        }
    }

    @Test
    void featuresThatDoNotFitTheirShapeFailTheirQuestionAlone() {
        RunManifest manifest = manifest();
        manifest.setFeatures(List.of("image_features"));
        answer(task("a", twemoji, manifest));
        Features broken = answers.features.get(0);
        broken.setShape(List.of(16, 3));

        decoder().answer(List.of(new Task(broken.getQuestion(), manifest(), null, broken, null)), answers);

        assertThat(answers.failures.get("a")).contains("features").contains("[16, 3]");
    }

    private void answer(Task... tasks) {
        decoder().answer(List.of(tasks), answers);
    }

    private Decoder decoder() {
        return new Decoder(model, Runnable::run, FloatBytes.FLOAT32, new DecodingMeters(model, meters));
    }

    private static RunManifest manifest() {
        return RunManifest.newBuilder()
                .setRun("r")
                .setDataset("emoji")
                .setTask("open-world")
                .setPrompt(QUESTION)
                .setClasses(List.of())
                .setModels(List.of("emoji-vlm"))
                .setSoftwareVersion("test")
                .setCreatedAt(1)
                .build();
    }

    private static Task task(String item, byte[] image, RunManifest manifest) {
        ImageRef ref = image == null
                ? null
                : new ImageRef(
                        item + ".jpg", ImageSource.sha256(image), (long) image.length, ByteBuffer.wrap(image), null);
        return new Task(new Question("r", item, ref, QUESTION, List.of(), 0L), manifest, image, null, null);
    }
}
