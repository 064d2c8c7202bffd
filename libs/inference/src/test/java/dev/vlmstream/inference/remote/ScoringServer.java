package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.inference.remote.stub.StubScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A stub that scores texts with the demo's model, and remote models that ask it. */
abstract class ScoringServer {
    static final String OPENING = "The photo features a";

    static VisionLanguageModel model;
    static StubScores scores;
    static List<String> names;

    @TempDir
    Path directory;

    final SharedRecords records = new SharedRecords();
    StubApi stub;

    @BeforeAll
    static void load() throws IOException {
        model = (VisionLanguageModel) ModelLoader.load(Demo.bundle("emoji-vlm"), TestBundles.ONE_THREAD);
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

    TestModel remote(String server) {
        TestModel remote = TestModel.of(directory).at(stub.url()).with("class_likelihood", server);
        return switch (server) {
            case "sglang" ->
                remote.with("likelihood_prompt", "USER: {image}{question}\nASSISTANT:")
                        .with("likelihood_image", "<image>\n");
            case "completions" -> remote.with("likelihood_prompt", "USER: {question}\nASSISTANT:");
            default -> remote;
        };
    }

    static String image(int line) {
        return Demo.expected("emoji-vlm").get(line).get("image").asText();
    }

    /** @param line of the image; none below 0 */
    static LikelihoodQuestion question(int line, List<String> names) throws IOException {
        byte[] image = line < 0 ? null : Files.readAllBytes(Demo.data().resolve(image(line)));
        String name = line < 0 ? null : image(line);
        return new LikelihoodQuestion(
                new RemoteQuestion("run-1", null, Demo.QUESTION, image, name, null), OPENING, names);
    }

    RemoteLikelihood ask(TestModel remote, LikelihoodQuestion question) throws IOException {
        try (RemoteModel opened = remote.open(records)) {
            return opened.likelihoods(question, () -> {});
        }
    }
}
