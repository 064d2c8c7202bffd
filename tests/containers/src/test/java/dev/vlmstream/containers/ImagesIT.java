package dev.vlmstream.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The images, hardened as pods are: every service becomes ready, and a decoder that is drained and killed loses and doubles nothing. */
@EnabledIf(
        value = "dev.vlmstream.containers.Engine#isThereOrPromised",
        disabledReason = "no container engine is reached (DOCKER_HOST): the images are not run")
class ImagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 60;
    private static final String MODELS = "emoji-clip,emoji-vlm";
    private static final String JUDGE = Images.MODELS + "/emoji-vlm-finetuned";
    /** For the JVM to go, once all is drained. */
    private static final long ENDING_SECONDS = 5;

    private static final List<AutoCloseable> open = new ArrayList<>();
    private static Broker broker;
    private static ServiceContainer decode;
    private static ServiceContainer scoring;

    @BeforeAll
    static void startEverything() throws IOException {
        broker = Broker.start();
        open.add(broker);
        broker.awaitReached();
        scoring = service("scoring", "");
        service("ingest", "");
        service("embed", Images.MODELS + "/emoji-clip");
        decode = service("decode", Images.MODELS + "/emoji-vlm");
        service("judge", JUDGE);
    }

    private static ServiceContainer service(String name, String models) {
        ServiceContainer service = ServiceContainer.start(name, broker.bootstrap(), models, Map.of());
        open.add(0, service);
        return service;
    }

    @AfterAll
    static void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void aDecoderThatIsDrainedAndKilledLosesAndDoublesNothing() throws Exception {
        command("push", "calm", "--wait");
        Map<String, Integer> calm = correct("calm");
        assertThat(calm).containsOnlyKeys("emoji-clip top1", "emoji-vlm label-inclusion");

        command("push", "shaken");
        await("some answers").atMost(Duration.ofMinutes(1)).until(() -> counted("shaken", "emoji-vlm") > 0);
        long begun = System.nanoTime();
        long status = decode.drain();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as(decode.logs())
                .isLessThan(Duration.ofSeconds(ServiceContainer.DRAIN_SECONDS + ENDING_SECONDS));
        assertThat(status).isEqualTo(128 + 15);
        decode.startAgain();
        assertThat(decode.kill()).isEqualTo(128 + 9);
        decode.startAgain();

        await("the run is complete")
                .atMost(Duration.ofMinutes(3))
                .until(() -> metrics("shaken").path("complete").asBoolean());
        assertThat(correct("shaken")).isEqualTo(calm);
        for (JsonNode model : metrics("shaken").get("models")) {
            assertThat(model.get("answered").asInt() + model.get("unparsed").asInt())
                    .as(model.get("model").asText())
                    .isEqualTo(ITEMS);
        }
    }

    @Test
    void aModelIsAskedWithoutAnyNetwork() throws IOException {
        String answer = Command.run(
                Images.NO_NETWORK,
                "predict",
                "--model=" + Images.MODELS + "/emoji-clip",
                "--image=" + Images.DATA + "/emoji/images/000_grinning-face_twemoji.jpg",
                "--classes=" + Images.DATA + "/emoji/emoji_classes.json",
                "--json");
        assertThat(JSON.readTree(answer.substring(answer.indexOf('{'))).isObject())
                .isTrue();
    }

    /** The service ends where the class is not there: it is loaded before anything connects. */
    @Test
    void aLoginThatKafkasClientLacksComesFromThePlaceForPlugIns(@TempDir Path plugins) throws IOException {
        Map<String, String> login = Map.of("VLMSTREAM_KAFKA_SASL_LOGIN_CALLBACK_HANDLER_CLASS", LoginPlugin.NAME);
        assertThatThrownBy(() -> ServiceContainer.start("judge", broker.bootstrap(), JUDGE, login))
                .isNotNull();
        LoginPlugin.make(plugins);
        ServiceContainer.start("judge", broker.bootstrap(), JUDGE, login, Images.readOnly(plugins, Images.PLUGINS))
                .close();
    }

    private static void command(String command, String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                Images.DATA + "/emoji/emoji.jsonl",
                "--run=" + run,
                "--split=valid",
                "--limit=" + ITEMS,
                "--task=open-world",
                "--models=" + MODELS,
                "--bootstrap=" + broker.bootstrap(),
                "--server=" + scoring.url()));
        arguments.addAll(List.of(more));
        Command.run(Images.HOST_NETWORK, arguments.toArray(String[]::new));
    }

    private static JsonNode metrics(String run) throws IOException {
        return JSON.readTree(
                URI.create(scoring.url() + "/api/runs/" + run + "/metrics").toURL());
    }

    private static int counted(String run, String model) throws IOException {
        for (JsonNode one : metrics(run).get("models")) {
            if (one.get("model").asText().equals(model)) {
                return one.get("answered").asInt();
            }
        }
        return 0;
    }

    /** Right answers under each model's primary rule. */
    private static Map<String, Integer> correct(String run) throws IOException {
        Map<String, Integer> correct = new TreeMap<>();
        for (JsonNode model : metrics(run).get("models")) {
            String rule = model.get("primaryRule").asText();
            correct.put(
                    model.get("model").asText() + " " + rule,
                    model.get("rules").get(rule).get("correct").asInt());
        }
        return correct;
    }
}
