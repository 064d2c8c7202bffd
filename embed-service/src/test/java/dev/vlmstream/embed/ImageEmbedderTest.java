package dev.vlmstream.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.ModelHost;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageEmbedderTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "cow");
    private static final Path CLIP = Path.of("..", "demo", "models", "emoji-clip", "preprocessor_config.json");

    private final RunManifest manifest = Samples.manifest("r", CLASSES);
    private final Collected answers = new Collected();
    private final Alphabet ranker = new Alphabet();
    private final ImageEmbedder embedder = embedder(false);
    private byte[] image;

    private ImageEmbedder embedder(boolean leavesCores) {
        return new ImageEmbedder(
                new ModelHost.Hosted("m", "digest", "dual-encoder", List.of(), "int8"),
                ImageProcessor.load(CLIP),
                ranker,
                FloatBytes.FLOAT16,
                leavesCores,
                Runnable::run);
    }

    /** What was answered and given up. */
    private static final class Collected implements Answers {
        private final Map<Topic, List<SpecificRecord>> events = new LinkedHashMap<>();
        private final Map<String, String> failures = new LinkedHashMap<>();

        @Override
        public void add(Topic topic, String key, SpecificRecord event) {
            events.computeIfAbsent(topic, t -> new ArrayList<>()).add(event);
        }

        @Override
        public void failed(ModelRequest request, String reason) {
            failures.put(request.question().getItemId(), reason);
        }

        List<Prediction> predictions() {
            return events.getOrDefault(Topic.PREDICTIONS, List.of()).stream()
                    .map(Prediction.class::cast)
                    .toList();
        }
    }

    /** Ranks candidates in the order they are offered; knows no whales. */
    private static final class Alphabet implements Ranker {
        private int batches;
        private boolean embeds;
        private Runnable running = () -> {};

        @Override
        public String task() {
            return "supervised";
        }

        @Override
        public Batch run(List<float[]> pixelValues) {
            batches++;
            running.run();
            return new Batch() {
                @Override
                public Candidates.Ranked rank(int image, RunManifest manifest, List<String> choices, int k) {
                    List<String> candidates = choices.isEmpty() ? manifest.getClasses() : choices;
                    if (candidates.contains("whale")) {
                        throw new IllegalArgumentException("no whales");
                    }
                    List<RankedClass> ranked = new ArrayList<>();
                    for (String candidate : candidates) {
                        ranked.add(new RankedClass(CLASSES.indexOf(candidate), candidate, image));
                    }
                    return new Candidates.Ranked(
                            ranked.subList(0, Math.min(k, ranked.size())), Ranking.confidence(ranked));
                }

                @Override
                public Optional<float[]> embedding(int image) {
                    return embeds ? Optional.of(new float[] {1.5f, -2f}) : Optional.empty();
                }

                @Override
                public Optional<float[][]> patches(int image) {
                    return embeds ? Optional.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}) : Optional.empty();
                }
            };
        }
    }

    @BeforeEach
    void drawImage() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", out);
        image = out.toByteArray();
    }

    @Test
    void answersABatchWithOneCallOfTheModel() {
        embedder.answer(List.of(request("a", image), request("b", image)), answers);
        assertThat(ranker.batches).isOne();
        assertThat(answers.predictions()).extracting(Prediction::getItemId).containsExactly("a", "b");
        Prediction first = answers.predictions().get(0);
        assertThat(first.getModel()).isEqualTo("m");
        assertThat(first.getModelDigest()).isEqualTo("digest");
        assertThat(first.getDtype()).isEqualTo("int8");
        assertThat(first.getTask()).isEqualTo("supervised");
        assertThat(first.getRanking()).extracting(r -> r.getName()).isEqualTo(CLASSES);
        assertThat(first.getSeconds()).isPositive();
    }

    @Test
    void ranksOverTheOfferedChoicesWhereThereAreSome() {
        embedder.answer(List.of(Samples.request("a", manifest, image, List.of("cow", "cat"))), answers);
        assertThat(answers.predictions().get(0).getRanking())
                .extracting(r -> r.getName() + r.getIndex())
                .containsExactly("cow2", "cat0");
    }

    @Test
    void aBadImageCostsItselfAloneAndShiftsNoOther() {
        byte[] bad = "no image".getBytes(StandardCharsets.UTF_8);
        embedder.answer(List.of(request("a", image), request("bad", bad), request("b", image)), answers);
        assertThat(answers.predictions()).extracting(Prediction::getItemId).containsExactly("a", "b");
        assertThat(answers.predictions().get(1).getRanking().get(0).getScore()).isEqualTo(1f);
        assertThat(answers.failures).containsOnlyKeys("bad");
        assertThat(answers.failures.get("bad")).contains("bad.png");
    }

    @Test
    void aQuestionWithoutAnImageFailsWithAReason() {
        embedder.answer(List.of(request("a", null)), answers);
        assertThat(answers.failures).containsEntry("a", "the question has no image, which m needs");
        assertThat(ranker.batches).isZero();
    }

    @Test
    void aClassThatTheModelDoesNotKnowFailsThatQuestionAlone() {
        embedder.answer(
                List.of(Samples.request("a", manifest, image, List.of("cat", "whale")), request("b", image)), answers);
        assertThat(answers.failures).containsExactly(Map.entry("a", "m: no whales"));
        assertThat(answers.predictions()).extracting(Prediction::getItemId).containsExactly("b");
    }

    @Test
    void sendsTheEmbeddingAsLittleEndianFloatsWithoutTheImagesBytes() {
        ranker.embeds = true;
        embedder.answer(List.of(request("a", image)), answers);
        Features features = (Features) answers.events.get(Topic.FEATURES).get(0);
        assertThat(features.getShape()).containsExactly(2);
        assertThat(features.getQuestion().getImage().getBytes()).isNull();
        var floats = features.getData().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        assertThat(new float[] {floats.get(0), floats.get(1)}).containsExactly(1.5f, -2f);
    }

    private ModelRequest request(String item, byte[] bytes) {
        return Samples.request(item, manifest, bytes, List.of());
    }

    @Test
    void writesPatchFeaturesWhereTheRunWantsThem() {
        ranker.embeds = true;
        manifest.setFeatures(List.of("patch_features"));

        embedder.answer(List.of(Samples.request("a", manifest, image, List.of())), answers);

        Features patches = (Features) answers.events.get(Topic.FEATURES).get(1);
        assertThat(patches.getKind()).isEqualTo("patch_features");
        assertThat(patches.getShape()).containsExactly(3, 2);
        assertThat(patches.getDtype()).isEqualTo("float16");
        assertThat(FloatBytes.FLOAT16.read(patches.getData())).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void imagesThatComeNextAreReadyWhenTheyAreAskedAbout() {
        Question next = request("b", image).question();
        List<String> read = new ArrayList<>();
        embedder.comeNext(() -> List.of(next.getImage()), reference -> {
            read.add(reference.getName());
            return image;
        });
        assertThat(read).isEmpty();
        embedder.answer(List.of(request("a", image)), answers);
        assertThat(read).containsExactly("b.png");
        byte[] notLookedAt = "no image".getBytes(StandardCharsets.UTF_8);
        embedder.answer(List.of(new ModelRequest(next, manifest, notLookedAt, null, null)), answers);
        assertThat(answers.predictions()).extracting(Prediction::getItemId).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void imagesArePreparedWhileTheModelRunsIfItLeavesCores(boolean leavesCores, int prepared) {
        List<String> read = new ArrayList<>();
        List<Integer> whileRunning = new ArrayList<>();
        ranker.running = () -> whileRunning.add(read.size());
        ImageEmbedder busy = embedder(leavesCores);
        busy.comeNext(() -> List.of(request("b", image).question().getImage()), reference -> {
            read.add(reference.getName());
            return image;
        });
        busy.answer(List.of(request("a", image)), answers);
        assertThat(whileRunning).containsExactly(prepared);
        assertThat(read).containsExactly("b.png");
    }

    @Test
    void whatCouldNotBeReadAheadIsTakenFromTheQuestion() {
        ModelRequest next = request("b", image);
        embedder.comeNext(() -> List.of(next.question().getImage()), reference -> {
            throw new IllegalStateException("the store cannot be used just now");
        });
        embedder.answer(List.of(request("a", image)), answers);
        embedder.answer(List.of(next), answers);
        assertThat(answers.predictions()).extracting(Prediction::getItemId).containsExactly("a", "b");
        assertThat(answers.failures).isEmpty();
    }
}
