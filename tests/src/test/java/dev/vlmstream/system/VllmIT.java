package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real vLLM on a CPU, with a small LLaVA of random weights: {@code VLMSTREAM_VLLM} is its executable, beside a Python that has
 * transformers. Skipped without one.
 */
class VllmIT {
    private static final String MODEL = "served-tiny-llava";
    private static final Path TOKENIZER = Home.DIRECTORY.resolve("libs/inference/src/test/resources/models/tiny-llava");
    private static final int MOST_AT_ONCE = 256;
    /** Tokens of an answer: words without sense do not end by themselves. */
    private static final int ANSWER = 16;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Path vllm;
    private static int port;
    private static Path weights;
    private static Tool server;
    private static LocalStack stack;
    private static Wiretap tap;
    private static Results results;

    @BeforeAll
    static void start() throws Exception {
        String executable = System.getenv("VLMSTREAM_VLLM");
        assumeTrue(executable != null, "skipped: VLMSTREAM_VLLM does not say where vllm is");
        vllm = Path.of(executable);
        weights = Path.of("target", "tiny-llava").toAbsolutePath();
        Tool.assumeDone(
                Home.DIRECTORY,
                List.of(
                        vllm.resolveSibling("python").toString(),
                        "tools/goldens/vllm.py",
                        "model",
                        TOKENIZER.toString(),
                        weights.toString()));
        port = FreePorts.any();
        serve();
        await("vllm is ready").atMost(Duration.ofMinutes(8)).until(VllmIT::isReady);
        Path model = Path.of("target", "remote-models", MODEL).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
            {"model_type": "remote", "api": "openai", "model": "tiny-llava", "base_url": "http://localhost:%d/v1",
             "max_concurrency": %d, "max_new_tokens": %d, "add_special_tokens": true, "class_likelihood": "vllm"}\
            """.formatted(port, MOST_AT_ONCE, ANSWER));
        stack = LocalStack.start(Home.stack("vllm", List.of(), List.of()).withModels(List.of(), List.of(model)));
        tap = new Wiretap(stack.bootstrap());
        results = new Results(stack.server());
    }

    @AfterAll
    static void stop() throws Exception {
        if (tap != null) {
            tap.close();
        }
        if (stack != null) {
            stack.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void serve() throws IOException {
        server = Tool.start(
                "vllm",
                Path.of("."),
                Map.of(
                        "VLLM_CPU_KVCACHE_SPACE", "1",
                        "OMP_NUM_THREADS", "1",
                        "VLLM_CPU_OMP_THREADS_BIND", "nobind",
                        "HF_HUB_OFFLINE", "1",
                        "VLLM_NO_USAGE_STATS", "1"),
                List.of(
                        vllm.toString(),
                        "serve",
                        weights.toString(),
                        "--served-model-name=tiny-llava",
                        "--port=" + port,
                        "--dtype=float32",
                        "--max-model-len=2048",
                        "--block-size=32",
                        "--max-num-seqs=" + MOST_AT_ONCE,
                        "--enforce-eager"));
    }

    private static String get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static boolean isReady() throws InterruptedException {
        try {
            return get("/v1/models").contains("tiny-llava");
        } catch (IOException e) {
            return false;
        }
    }

    /** What its metrics say; 0 if it is away. */
    private static double metric(String name) throws InterruptedException {
        try {
            Matcher line =
                    Pattern.compile("(?m)^vllm:" + name + "\\{[^}]*} (\\S+)").matcher(get("/metrics"));
            return line.find() ? Double.parseDouble(line.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static RunManifest push(String run, String task, int count) {
        RunManifest manifest = Emoji.manifest(run, task, List.of(MODEL), (long) count);
        if (task.equals("class-likelihood")) {
            manifest.setClasses(Emoji.classes().subList(0, 100));
        }
        tap.open(manifest);
        List<Item> items = Emoji.items(run, count);
        if (task.equals("open-world")) {
            items.forEach(item -> item.setText("What is in the photo of " + run + ", " + item.getItemId() + "?"));
        } else {
            items.forEach(item -> item.setLabelIndex(item.getLabelIndex() % 100));
        }
        tap.push(items);
        return manifest;
    }

    private static JsonNode complete(RunManifest manifest) {
        results.awaitComplete(manifest.getRun(), Duration.ofMinutes(15));
        JsonNode model = results.get("/api/runs/" + manifest.getRun() + "/metrics")
                .get("models")
                .get(0);
        assertThat(model.get("failed").asInt()).isZero();
        assertThat(Results.outcomes(model)).isEqualTo(manifest.getItems());
        results.assertExactlyOnce(tap, manifest);
        return model;
    }

    /** Killed twice and started again at once, and killed and away for a minute. */
    @Test
    void aServerThatIsKilledAndStartedAgainCostsNoQuestion() throws Exception {
        int count = 1000;
        RunManifest manifest = push("vllm-words", "open-world", count);
        double most = 0;
        for (int away : new int[] {0, 0, 60}) {
            long until = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (metric("generation_tokens_total") < count / 8.0 * ANSWER && System.nanoTime() - until < 0) {
                most = Math.max(most, metric("num_requests_running") + metric("num_requests_waiting"));
            }
            // With its workers, as a pod's end has it.
            server.close();
            Thread.sleep(Duration.ofSeconds(away).toMillis());
            serve();
            await("vllm is ready again").atMost(Duration.ofMinutes(8)).until(VllmIT::isReady);
        }
        complete(manifest);
        System.out.printf("at most %.0f of %d requests were running or waiting in vllm%n", most, MOST_AT_ONCE);
    }

    @Test
    void classNamesAreScoredOutOfTheServersPrefixCache() throws Exception {
        double asked = metric("prefix_cache_queries_total");
        double found = metric("prefix_cache_hits_total");
        complete(push("vllm-likelihoods", "class-likelihood", 4));
        double share = (metric("prefix_cache_hits_total") - found) / (metric("prefix_cache_queries_total") - asked);
        System.out.printf("%.0f %% of the prompts' tokens were in vllm's prefix cache%n", 100 * share);
        assertThat(share).isGreaterThan(0.5);
    }
}
