package dev.vlmstream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A decoder of the demo's model, two pictures, and who takes its answers. */
abstract class LoadedDecoder {
    static final Path DEMO = Path.of("..", "demo");
    static final String QUESTION = "What type of object is in this photo?";
    static VisionLanguageModel model;
    static byte[] twemoji;
    static byte[] noto;

    final Collected answers = new Collected();
    final MeterRegistry meters = new SimpleMeterRegistry();

    /** What was answered, by item, and given up. */
    static final class Collected implements Answers {
        final Map<String, Prediction> predictions = new LinkedHashMap<>();
        final Map<String, String> failures = new LinkedHashMap<>();
        final List<String> keys = new ArrayList<>();
        final List<Features> features = new ArrayList<>();

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
        public void failed(ModelRequest request, String reason) {
            failures.put(request.question().getItemId(), reason);
        }
    }

    @BeforeAll
    static void loadModel() throws IOException {
        model = (VisionLanguageModel)
                ModelLoader.load(BundleFinder.open(DEMO.resolve("models/emoji-vlm")), RuntimeOptions.cpu());
        Path images = DEMO.resolve("data/emoji/images");
        twemoji = Files.readAllBytes(images.resolve("000_grinning-face_twemoji.jpg"));
        noto = Files.readAllBytes(images.resolve("000_grinning-face_noto.jpg"));
    }

    @AfterAll
    static void closeModel() throws Exception {
        model.close();
    }

    void answer(ModelRequest... requests) {
        decoder().answer(List.of(requests), answers);
    }

    LocalDecoder decoder() {
        return new LocalDecoder(model, Runnable::run, FloatBytes.FLOAT32, new DecodingMeters(model, meters));
    }

    static RunManifest manifest() {
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

    static ModelRequest request(String item, byte[] image, RunManifest manifest) {
        ImageRef ref = image == null
                ? null
                : new ImageRef(
                        item + ".jpg", Digest.of(image), (long) image.length, null, ByteBuffer.wrap(image), null);
        return new ModelRequest(
                new Question("r", item, ref, QUESTION, List.of(), List.of(), 0L), manifest, image, null, null);
    }
}
