package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.deploy.Chart;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.inference.remote.stub.StubScores;
import dev.vlmstream.local.StackState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.tools.TopicCommand;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;

/** A directory with the files and models that the documentation's commands name; the demo's models stand in for others. */
final class DocsPlace implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KAFKA = "localhost:9092";
    private static final String INGEST = "http://localhost:8101";
    /** What docs/kubernetes.md calls the addresses of a cluster. */
    private static final String CLUSTER_KAFKA = "kafka.example.org:9092";

    private static final String CLUSTER_PAGE = "http://localhost:8080 ";
    private static final Pattern EXPORT = Pattern.compile("export (\\w+)=.*");
    private static final String CLIP = "Xenova/clip-vit-base-patch32";
    private static final int CLASSES = 8;
    /** Images of one class from which ImageWikiQA's ten are drawn. */
    private static final int IMAGES = 10;

    private final Path directory;
    private final StubApi stub;
    private final StubScores scores;
    private final StubHub hub;
    private final Map<String, String> exported = new HashMap<>();
    private StubCluster cluster;
    private Tool ownModel;
    /** Of some classes, each with its pictures. */
    private final Map<String, List<Path>> pictures = new LinkedHashMap<>();

    private DocsPlace(Path directory) throws IOException {
        this.directory = directory;
        this.scores = StubScores.of(BundleFinder.open(Home.model("emoji-vlm")));
        this.stub = StubApi.start(FaultPlan.none());
        stub.score(scores);
        stub.say(QuestionWriter::reply);
        this.hub = new StubHub(Map.of(
                "models/" + CLIP,
                files(Home.model("emoji-clip")),
                "datasets/lmms-lab-encoder/ChartQA",
                Map.of(
                        "data/test-00000-of-00001.parquet",
                        Files.readAllBytes(Home.DIRECTORY.resolve(
                                "cli/src/test/resources/tasks/chartqa/test-00000-of-00001.parquet")))));
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    static DocsPlace prepare(Path directory) throws IOException, InterruptedException {
        Home.deleteTree(directory);
        Files.createDirectories(directory);
        DocsPlace place = new DocsPlace(directory);
        Files.createSymbolicLink(place.file("vlmstream"), Home.DIRECTORY.resolve("vlmstream"));
        place.pictures();
        place.models();
        place.datasets();
        place.task();
        place.textFiles();
        place.kafkaTools();
        return place;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** What pages before this one have exported does not hold for its commands. */
    void turnPage() {
        exported.clear();
    }

    /** What it says; fails if its status does. A variable that it exports holds for what follows on the page. */
    String run(String command) throws IOException, InterruptedException {
        Matcher export = EXPORT.matcher(command);
        if (!export.matches()) {
            return said(command);
        }
        exported.put(export.group(1), said(command + "; printf %s \"$" + export.group(1) + "\""));
        return "";
    }

    /** What a command says that asks on its terminal whether it is meant, and is told that it is. */
    String runAndConfirm(String command) throws IOException, InterruptedException {
        Files.writeString(file("yes.txt"), "y\n");
        return said(command, List.of("script", "-qec", here(command), "/dev/null"), file("yes.txt"));
    }

    private String said(String command) throws IOException, InterruptedException {
        return said(command, List.of("bash", "-c", here(command)), Path.of("/dev/null"));
    }

    private String said(String command, List<String> process, Path input) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Path.of("target"), "docs-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(process)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(exported);
        environment.put("VLMSTREAM_NO_BUILD", "1");
        environment.put("HF_ENDPOINT", hub.address().toString());
        environment.put("KUBECONFIG", file("kubeconfig").toString());
        environment.put("KUBECACHEDIR", file(".kube").toString());
        environment.put("PATH", directory + File.pathSeparator + environment.get("PATH"));
        int status = builder.start().waitFor();
        String said = CommandRun.said(output);
        assertThat(status).as(command + "\n" + said).isZero();
        return said;
    }

    /** Kafka's own programs, as its archive has them in bin; the command has the libraries that they need. */
    private void kafkaTools() throws IOException {
        for (Class<?> tool : List.of(TopicCommand.class, ConsumerGroupCommand.class)) {
            String name = tool == TopicCommand.class ? "kafka-topics" : "kafka-consumer-groups";
            String libraries = Home.COMMAND
                    + File.pathSeparator
                    + Path.of(tool.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath());
            write(
                    name,
                    "#!/bin/sh\nexec '%s/bin/java' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
                            .formatted(System.getProperty("java.home"), libraries, tool.getName()));
            assertThat(file(name).toFile().setExecutable(true)).isTrue();
        }
    }

    /**
     * A cluster that has what the chart makes, in a namespace N for a release R and a MODEL, and a node of another pod; where the
     * chart cannot be rendered, the test is skipped.
     */
    StubCluster cluster() throws IOException {
        if (cluster == null) {
            List<JsonNode> chart = Chart.render(
                    "minimal.yaml",
                    "models: [{name: model, kind: embed, source: {hub: {id: o/m, storage: {size: 1Gi}}}}]");
            cluster = new StubCluster();
            write("kubeconfig", cluster.config());
            fill(chart);
        }
        return cluster;
    }

    private void fill(List<JsonNode> chart) throws IOException {
        cluster.put("v1", "Node", "", "NODE", "{}");
        cluster.put("v1", "Pod", "default", "mine", "{\"spec\": {\"nodeName\": \"NODE\"}}");
        cluster.put("metrics.k8s.io/v1beta1", "PodMetrics", "default", "mine", """
                {"timestamp": "2026-01-01T00:00:00Z", "window": "10s",
                 "containers": [{"name": "decode", "usage": {"cpu": "250m", "memory": "64Mi"}}]}""");
        for (JsonNode made : chart) {
            String name = made.at("/metadata/name")
                    .asText()
                    .replaceFirst("^rel-", "R-")
                    .replaceFirst("-model$", "-MODEL");
            if (made.path("kind").asText().equals("StatefulSet")) {
                cluster.put("apps/v1", "StatefulSet", "N", name, "{}");
            }
            for (JsonNode claim : made.at("/spec/volumeClaimTemplates")) {
                String claimed = claim.at("/metadata/name").asText() + "-" + name + "-0";
                cluster.put("v1", "PersistentVolumeClaim", "N", claimed, "{\"spec\": " + claim.get("spec") + "}");
            }
        }
    }

    /** A bundle with the same graphs in a second dtype; a stack that has it would start it as a model. */
    void exportInInt8(String bundle) throws IOException {
        Path from = Home.model("emoji-clip");
        for (Map.Entry<String, byte[]> file : files(from).entrySet()) {
            for (String name : List.of(file.getKey(), file.getKey().replace(".onnx", "_int8.onnx"))) {
                Files.createDirectories(file(bundle + "/" + name).getParent());
                Files.write(file(bundle + "/" + name), file.getValue());
            }
        }
    }

    /** What pages presume of a stack that has been started: two runs with features, and a file that names its Kafka. */
    void stackStarted() throws IOException, InterruptedException {
        write(
                "admin.properties",
                "bootstrap.servers="
                        + StackState.running(file(".vlmstream")).orElseThrow().bootstrap() + "\n");
        String push = "./vlmstream push flowers.jsonl --task open-world --models my-llava --features last --split ";
        run(push + "valid --run TEST & " + push + "train --run TRAIN && wait $!");
        run("./vlmstream topics create --kafka-config admin.properties --topic-prefix team-a. --partitions 1");
    }

    /** Whether Kafka and ingest are where pages say; another program may have had their ports. */
    boolean listensAsShown() {
        return StackState.running(file(".vlmstream"))
                .filter(stack -> stack.bootstrap().equals(KAFKA)
                        && stack.ingest().filter(INGEST::equals).isPresent())
                .isPresent();
    }

    /** Starts the program that docs/your-own-model.md shows, which ends with this, and waits until the stack lists its model. */
    void serveOwnModel(String command) throws IOException, InterruptedException {
        Path examples = Home.DIRECTORY.resolve("examples");
        Path python = PythonEnvironment.with(examples.resolve("consumers/python/requirements.txt"));
        Files.createSymbolicLink(file("examples"), examples);
        Files.createSymbolicLink(file("venv"), python.getParent().getParent());
        write("my_model.py", BringYourOwnModelIT.codeOf(BringYourOwnModelIT.PAGE, "my_model.py"));
        ownModel = Tool.start("docs-model", directory, Map.of(), List.of("bash", "-c", here(command)));
        await("my-model is listed").atMost(Duration.ofMinutes(2)).until(() -> {
            assertThat(servesOwnModel()).as(ownModel.said()).isTrue();
            return run("./vlmstream models list").contains("my-model ");
        });
    }

    boolean servesOwnModel() {
        return ownModel != null && ownModel.isAlive();
    }

    /** As it stands, unless the stack had to listen elsewhere, or it is meant for a cluster. */
    private String here(String command) {
        return StackState.running(file(".vlmstream"))
                .map(stack -> command.replace(INGEST, stack.ingest().orElse(INGEST))
                        .replace(CLUSTER_KAFKA, stack.bootstrap())
                        .replace(CLUSTER_PAGE, stack.server() + " ")
                        .replace(KAFKA, stack.bootstrap()))
                .orElse(command);
    }

    private void write(String name, String text) throws IOException {
        Path file = file(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void copy(Path picture, String name) throws IOException {
        Path file = file(name);
        Files.createDirectories(file.getParent());
        Files.copy(picture, file);
    }

    /** Folders of classes: photos, one of them cut off, and more of one class. */
    private void pictures() throws IOException {
        for (String line : Emoji.lines()) {
            JsonNode item = Emoji.json(line);
            String label = item.get("label").asText();
            if (item.get("split").asText().equals("valid")
                    && (pictures.containsKey(label) || pictures.size() < CLASSES)) {
                Path picture = Home.EMOJI.resolve(item.get("image").asText());
                pictures.computeIfAbsent(label, none -> new ArrayList<>()).add(picture);
                copy(picture, "photos/" + label + "/" + picture.getFileName());
            }
        }
        Files.write(file("photos/" + label() + "/cut.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff});
        for (int i = 0; i < IMAGES; i++) {
            copy(picture(), "images/" + label() + "/" + i + ".jpg");
        }
        copy(picture(), "cat.jpg");
        copy(picture(), "ant.jpg");
        copy(picture(), "gqa/images/n161313.jpg");
    }

    private String label() {
        return pictures.keySet().stream().sorted().findFirst().orElseThrow();
    }

    private Path picture() {
        return pictures.get(label()).get(0);
    }

    private void models() throws IOException, InterruptedException {
        Files.createDirectories(file("models"));
        run("./vlmstream models pull " + CLIP);
        for (String name : List.of("my-vlm", "llava-1.5-7b")) {
            model(name, "emoji-vlm");
        }
        for (String name : List.of("my-llava", "llava-flowers", "llava-flowers-000100")) {
            model(name, "emoji-vlm-finetuned");
        }
        write("models/gpt-4-turbo/config.json", """
                {"model_type": "remote", "api": "openai", "model": "gpt-4-turbo", "base_url": "%s/v1",
                 "prices": {"input": 10, "output": 30}}""".formatted(stub.url()));
        write("models/served-llava/config.json", """
                {"model_type": "remote", "api": "openai", "model": "llava-hf/llava-1.5-7b-hf", "base_url": "%s/v1",
                 "class_likelihood": "vllm"}""".formatted(stub.url()));
    }

    private void model(String name, String demo) throws IOException {
        Files.createSymbolicLink(file("models/" + name), Home.model(demo));
    }

    /** Lines of a dataset with two splits, of two benchmarks, and of items for ingest. */
    private void datasets() throws IOException {
        StringBuilder flowers = new StringBuilder();
        StringBuilder items = new StringBuilder();
        for (Map.Entry<String, List<Path>> entry : pictures.entrySet()) {
            for (String split : List.of("train", "valid")) {
                Path picture = entry.getValue().get(split.equals("train") ? 0 : 1);
                ObjectNode line = JSON.createObjectNode();
                line.put("image", "photos/" + entry.getKey() + "/" + picture.getFileName());
                line.put("label", entry.getKey()).put("split", split);
                flowers.append(line).append('\n');
            }
            items.append(JSON.createObjectNode()
                            .put("label", "ant")
                            .put("image_sha256", sha(entry.getValue().get(0))))
                    .append('\n');
        }
        write("flowers.jsonl", flowers.toString());
        String data = flowers.toString().replaceAll(",\"split\":\"\\w+\"", "");
        write("data.jsonl", data);
        write("photos.jsonl", data);
        write("items.jsonl", items.toString());
        write(
                "mine.tsv",
                "index\timage\tquestion\tA\tB\tanswer\n0\t" + base64() + "\tWhich?\t" + label() + "\ta house\tA\n");
        write(
                "tasks/capitals.tsv",
                "image\tfrage\thauptstadt\tkontinent\n" + base64()
                        + "\tWhat is the capital of Ukraine?\tKyiv\tEurope\n");
        write("gqa/testdev_balanced_questions.json", """
                {"201307251": {"question": "Is it overcast?", "imageId": "n161313", "answer": "no"}}""");
    }

    private static String sha(Path picture) throws IOException {
        return Emoji.sha256(Files.readAllBytes(picture));
    }

    private String base64() throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(picture()));
    }

    /** The task that docs/tasks.md shows. */
    private void task() throws IOException {
        String page = Files.readString(Home.DIRECTORY.resolve("docs/tasks.md"));
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();
        write("tasks/capitals.yaml", page.substring(from, page.indexOf("```", from)));
        write("answers.jsonl", "{\"prediction\": \"The answer is Kiev.\", \"label\": \"Kyiv\"}\n");
    }

    private void textFiles() throws IOException {
        write("names.json", "{\"" + label() + "\": [\"smiley\"]}");
        write("classes.json", JSON.writeValueAsString(pictures.keySet()));
        write("captions.jsonl", JSON.createObjectNode().put("text", "Here is " + label() + ".") + "\n");
        write(
                "articles.jsonl",
                JSON.createObjectNode()
                                .put("class", label())
                                .set("articles", JSON.createArrayNode().add("A " + label() + " is known."))
                        + "\n");
    }

    /** Ends what still runs. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (ownModel != null) {
            ownModel.close();
        }
        if (StackState.running(file(".vlmstream")).isPresent()) {
            run("./vlmstream down");
        }
        stub.close();
        scores.close();
        hub.close();
        if (cluster != null) {
            cluster.close();
        }
    }
}
