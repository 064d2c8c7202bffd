package dev.vlmstream.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.ItemDraw;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.ContextLength;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunPlanTest {
    @TempDir
    Path directory;

    private Path dataset;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void writeDataset() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String label : List.of("ant", "bee", "cat", "dog")) {
            Files.write(directory.resolve(label + ".jpg"), new byte[] {1, 2, 3});
            lines.append("{\"image\":\"" + label + ".jpg\",\"label\":\"" + label + "\",\"split\":\"valid\"}\n");
        }
        dataset = Files.writeString(directory.resolve("animals.jsonl"), lines);
    }

    private void write(String lines) throws IOException {
        dataset = Files.writeString(directory.resolve("questions.jsonl"), lines);
    }

    private static KnownModel model(String name, ModelKind kind) {
        return new KnownModel(name, kind.id(), kind.tasks(), Optional.empty(), Optional.empty());
    }

    private final KnownModel vlm = model("vlm", ModelKind.VISION_LANGUAGE);
    private final KnownModel clip = model("clip", ModelKind.DUAL_ENCODER);
    private final KnownModel classifier = model("classifier", ModelKind.CLASSIFIER);

    private final Map<String, Object> settings = new HashMap<>();

    private PushRequest request(Task task, Integer labels, Integer limit) {
        Map<String, Object> given = new HashMap<>(settings);
        given.put("task", task == null ? null : task.id());
        given.put("labels", labels);
        given.put("limit", limit);
        given.values().removeIf(value -> value == null);
        return PushRequest.all(Optional.of(new DatasetAddress.Local(dataset)), given, directory)
                .get(0);
    }

    private RunPlan plan(Task task, Integer labels, Integer limit, KnownModel... models) throws DatasetException {
        return RunPlan.of(request(task, labels, limit), () -> List.of(models), notices::add);
    }

    @Test
    void columnsAreMappedAndWhatIsGuessedOrSkippedIsTold() throws Exception {
        dataset = Files.writeString(
                directory.resolve("animals.csv"), "photo,class,category\nant.jpg,ant,insect\nlost.jpg,bee,insect\n");
        settings.put("map", Map.of("label", "class"));
        settings.put("skip-bad", 1);
        RunPlan plan = plan(Task.OPEN_WORLD, null, null, vlm);
        assertThat(plan.items()).hasSize(1);
        assertThat(plan.manifest().getClasses()).containsExactly("ant", "bee");
        assertThat(notices)
                .startsWith(
                        "columns taken by their usual names: image=photo (--map FIELD=COLUMN takes another)",
                        dataset + ": skipped 1 row that cannot be used")
                .anyMatch(notice -> notice.startsWith("line 3: image file not found: lost.jpg"));
        settings.remove("map");
        assertThatThrownBy(() -> plan(Task.OPEN_WORLD, null, null, vlm))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("say which one: --map label=class or --map label=category");
    }

    @Test
    void classesThatAreNumbersAreNamedByAList() throws Exception {
        Path shards = Path.of("../libs/datasets/src/test/resources/foreign/webdataset");
        dataset = shards.resolve("numbers.tar");
        assertThatThrownBy(() -> plan(Task.ZERO_SHOT, null, null, clip))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(dataset + ": its classes are numbers (0, 1, 2), and no list has their names: give one"
                        + " with --classes FILE, one name per line, class 0 first; if the numbers are the names,"
                        + " list the numbers");
        settings.put(
                "classes",
                shards.resolve("clip-benchmark/classnames.txt").toAbsolutePath().toString());
        assertThat(plan(Task.ZERO_SHOT, null, null, clip).manifest().getClasses())
                .containsExactly("ant", "bee, queen", "crème brûlée");
        settings.put(
                "classes",
                Files.writeString(directory.resolve("digits.txt"), "0\n1\n2").toString());
        assertThat(plan(Task.ZERO_SHOT, null, null, clip).manifest().getClasses())
                .containsExactly("0", "1", "2");
        settings.clear();
        dataset = Files.createDirectories(directory.resolve("digits"));
        for (String name : List.of("0", "1", "10")) {
            Files.copy(
                    shards.resolveSibling("a.png"),
                    Files.createDirectories(dataset.resolve(name)).resolve("a.png"));
        }
        assertThatThrownBy(() -> plan(Task.ZERO_SHOT, null, null, clip))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(dataset + ": its classes are numbers (0, 1, 10), and no list has their names");
    }

    @Test
    void questionsWithoutATaskAreRefusedWithThoseThatFit() throws Exception {
        dataset = Path.of("../libs/datasets/src/test/resources/datasets/questions-none.parquet");
        assertThatThrownBy(() -> plan(null, null, null, vlm))
                .isInstanceOf(CommandFailure.class)
                .hasMessageEndingWith(
                        "questions-none.parquet: its items are questions with their own answers, which a task's"
                                + " rules judge; the shipped tasks that fit are --task textvqa, docvqa, chartqa,"
                                + " gqa, vqav2"
                                + " (vlmstream tasks list), or name a file of your own");
        write("{\"text\": \"Is it?\", \"label\": \"Yes\"}\n");
        assertThatThrownBy(() -> plan(null, null, null, vlm)).hasMessageContaining(" that fit are --task pope, mme (");
        write("{\"text\": \"Which?\", \"options\": [\"a\", \"b\"], \"label\": \"A\"}\n");
        assertThatThrownBy(() -> plan(null, null, null, vlm))
                .hasMessageContaining(
                        " that fit are --task ai2d, mmbench, mmstar, seed-bench, scienceqa-img, mmmu-val (");
    }

    /** Ids, and the labels that are offered. */
    private List<String> pushed(int limit) throws DatasetException {
        return plan(Task.CLOSED_WORLD, 3, limit, vlm).items().stream()
                .map(drawn -> drawn.line().itemId() + " " + drawn.choices())
                .toList();
    }

    /** Ingest draws the same for an item that comes without choices. */
    @Test
    void theSameItemsAreDrawnWithLabelsByTheirIdsWhereTheRunSaysSo() throws Exception {
        RunPlan study = plan(Task.CLOSED_WORLD, 3, 12, vlm);
        settings.put("draw", "item");
        RunPlan byItem = plan(Task.CLOSED_WORLD, 3, 12, vlm);
        assertThat(study.manifest().getDraw()).isEqualTo("study");
        assertThat(byItem.manifest().getDraw()).isEqualTo("item");
        assertThat(byItem.items())
                .extracting(StudyDraw.Drawn::line)
                .containsExactlyElementsOf(
                        study.items().stream().map(StudyDraw.Drawn::line).toList());
        assertThat(byItem.items())
                .isNotEqualTo(study.items())
                .allSatisfy(drawn -> assertThat(drawn.choices())
                        .isEqualTo(ItemDraw.choices(
                                1234,
                                drawn.line().itemId(),
                                drawn.line().label(),
                                byItem.manifest().getClasses(),
                                3,
                                ChoiceOrder.RANDOM)));
    }

    @Test
    void aShuffleBufferChangesTheOrderAlone() throws Exception {
        dataset = Path.of("../libs/datasets/src/test/resources/datasets/parquet");
        List<String> drawn = pushed(12);
        settings.put("shuffle-buffer", 1);
        List<String> inOrder = pushed(12);
        settings.put("shuffle-buffer", 4);
        List<String> shuffled = pushed(12);
        assertThat(pushed(12)).isEqualTo(shuffled);
        assertThat(shuffled)
                .containsExactlyInAnyOrderElementsOf(drawn)
                .isNotEqualTo(drawn)
                .isNotEqualTo(inOrder);
        for (int i = 0; i < shuffled.size(); i++) {
            assertThat(inOrder.indexOf(shuffled.get(i))).isLessThan(i + 4);
        }
        settings.put("seed", 7);
        assertThat(pushed(20)).hasSize(20).doesNotHaveDuplicates();
    }

    /** Written by pyarrow; images travel as bytes, since the services may not read what lies in a table. */
    @Test
    void imagesInsideOfFilesTravelAsBytes() throws Exception {
        dataset = Path.of("../libs/datasets/src/test/resources/datasets/parquet");
        RunPlan plan = plan(Task.ZERO_SHOT, null, null, clip);
        assertThat(plan.manifest().getSplit()).isEqualTo("valid");
        assertThat(plan.manifest().getClasses())
                .containsExactly("grinning face", "mouth", "red apple", "hourglass not done", "drum");
        ImagePacker packer = new ImagePacker(0, List.of(dataset));
        plan.items().forEach(drawn -> {
            packer.check(drawn.line());
            ImageRef image = packer.pack(drawn.line());
            assertThat(image.getBytes().remaining())
                    .isEqualTo((int) image.getSize())
                    .isPositive();
            assertThat(image.getAddress()).isNull();
        });
    }

    @Test
    void namesAreTokenisedAsWished() throws DatasetException {
        assertThat(plan(Task.CLASS_LIKELIHOOD, null, null, vlm).manifest().getTokenisation())
                .isEqualTo("direct");
        settings.put("tokenisation", "study");
        assertThat(plan(Task.CLASS_LIKELIHOOD, null, null, vlm).manifest().getTokenisation())
                .isEqualTo("study");
        assertThatThrownBy(() -> plan(Task.OPEN_WORLD, null, null, vlm))
                .hasMessage("\"tokenisation\" belongs to the task class-likelihood, not to open-world");
    }

    @Test
    void theTaskFollowsFromTheModels() throws DatasetException {
        assertThat(plan(null, null, null, vlm, clip).manifest().getTask()).isEqualTo("open-world");
        assertThat(plan(null, null, null, clip, classifier).manifest().getTask())
                .isEqualTo("zero-shot");
        assertThat(plan(null, null, null, classifier).manifest().getTask()).isEqualTo("supervised");
        assertThat(plan(null, 2, null, vlm).manifest().getTask()).isEqualTo("closed-world");
    }

    @Test
    void ofModelsThatNobodyNamedThoseAreAskedThatTheTaskIsFor() throws DatasetException {
        assertThat(plan(Task.ZERO_SHOT, null, null, vlm, clip).manifest().getModels())
                .containsExactly("clip");
        assertThat(notices).contains("vlm is not asked: the task zero-shot is not for a vision-language model");
        settings.put("models", List.of("vlm", "clip"));
        assertThatThrownBy(() -> plan(Task.ZERO_SHOT, null, null, vlm, clip))
                .hasMessageContaining("zero-shot is not for vlm, a vision-language model; it can do open-world");
    }

    @Test
    void aLimitTakesTheFirstOfTheWholeDraw() throws DatasetException {
        RunPlan whole = plan(Task.CLOSED_WORLD, 2, null, vlm);
        RunPlan part = plan(Task.CLOSED_WORLD, 2, 2, vlm);
        assertThat(part.items()).isEqualTo(whole.items().subList(0, 2));
        assertThat(part.manifest().getItems()).isEqualTo(2);
        assertThat(part.items())
                .allSatisfy(item -> assertThat(item.choices())
                        .hasSize(2)
                        .contains(item.line().label()));
    }

    @Test
    void theManifestSaysWhatIsAsked() throws DatasetException {
        RunManifest manifest = plan(Task.OPEN_WORLD, null, null, vlm).manifest();
        assertThat(manifest.getRun()).matches("animals-open-world-\\d{8}-\\d{6}");
        assertThat(manifest.getPrompt()).isEqualTo("What type of object is in this photo?");
        assertThat(manifest.getSplit()).isEqualTo("valid");
        assertThat(manifest.getClasses()).containsExactly("ant", "bee", "cat", "dog");
        assertThat(notices).singleElement().asString().contains("taking the 4 labels that occur");
    }

    @Test
    void theManifestTakesTheSynonymsOfItsOwnClasses() throws Exception {
        Files.writeString(directory.resolve("names.json"), """
            [{"index": 0, "label": "cat", "synonyms": ["cat", "tabby"]}, {"label": "eel", "synonyms": ["morene"]}]
            """);
        settings.put("synonyms", "names.json");
        assertThat(plan(Task.OPEN_WORLD, null, null, vlm).manifest().getSynonyms())
                .isEqualTo(Map.of("cat", List.of("cat", "tabby")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"eel\": [\"morene\"]} | none of its labels is a class of the run",
                "[] | it has none",
                "{\"cat\": [\" \"]} | label 'cat' has a blank among its synonyms",
                "{\"cat\": \"tabby\"} | no synonyms could be read",
                "cat | names.json, line 1: no JSON: "
            })
    void synonymsThatCannotApplyAreRefused(String file, String message) throws IOException {
        Files.writeString(directory.resolve("names.json"), file);
        settings.put("synonyms", "names.json");
        assertThatThrownBy(() -> plan(Task.OPEN_WORLD, null, null, vlm))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("names.json")
                .hasMessageContaining(message);
    }

    @Test
    void aClassifierThatKnowsAllLabelsLendsItsClassList() throws Exception {
        KnownModel knowing = classifier("\"dog\", \"ant\", \"bee\", \"cat\", \"eel\"");
        assertThat(plan(Task.SUPERVISED, null, null, knowing).manifest().getClasses())
                .containsExactly("dog", "ant", "bee", "cat", "eel");
        assertThat(notices).singleElement().asString().contains("taking the 5 class names of bugs");
    }

    @Test
    void aClassifierThatDoesNotKnowAClassIsRefused() throws Exception {
        KnownModel ignorant = classifier("\"ant\", \"bee\"");
        assertThatThrownBy(() -> plan(Task.SUPERVISED, null, null, ignorant))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("the classifier bugs does not know 2 of the 4 classes, \"cat\" for one");
    }

    @Test
    void aClassifierThatNobodyNamedAndThatDoesNotKnowAClassIsLeftOut() throws Exception {
        KnownModel ignorant = classifier("\"ant\", \"bee\"");
        assertThat(plan(null, null, null, vlm, ignorant).manifest().getModels()).containsExactly("vlm");
        assertThat(notices)
                .contains("the classifier bugs does not know 2 of the 4 classes, \"cat\" for one, so it is not asked");
        settings.put("models", List.of("vlm", "bugs"));
        assertThatThrownBy(() -> plan(null, null, null, vlm, ignorant))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("the classifier bugs does not know 2 of the 4 classes");
    }

    private KnownModel classifier(String labels) throws IOException {
        String[] names = labels.split(", ");
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            entries.add("\"" + i + "\": " + names[i]);
        }
        Path bundle = Files.createDirectories(directory.resolve("bugs"));
        Files.writeString(bundle.resolve("config.json"), "{\"id2label\": {" + String.join(", ", entries) + "}}");
        List<String> tasks = ModelKind.CLASSIFIER.tasks();
        ModelBundle bugs = new ModelBundle(BundleDirectory.open(bundle), ModelKind.CLASSIFIER, tasks, Set.of());
        return new KnownModel("bugs", ModelKind.CLASSIFIER.id(), tasks, Optional.of(bugs), Optional.empty());
    }

    @Test
    void aTaskThatAModelCannotDoIsRefusedWithThoseItCan() {
        assertThatThrownBy(() -> plan(Task.ZERO_SHOT, null, null, vlm))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("zero-shot is not for vlm, a vision-language model; it can do open-world");
        assertThatThrownBy(() -> plan(Task.MULTIPLE_CHOICE, null, null, vlm))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("multiple-choice needs a \"text\" with options");
        assertThatThrownBy(() -> plan(Task.OPEN_WORLD, 2, null, vlm))
                .hasMessageContaining("\"labels\" belongs to the task closed-world");
    }

    @Test
    void aMissingImageIsRefused() throws IOException {
        Files.delete(directory.resolve("cat.jpg"));
        assertThatThrownBy(() -> plan(Task.OPEN_WORLD, null, null, vlm))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("line 3: image file not found: cat.jpg");
    }

    @Test
    void runsDifferByTheFirstFieldThatDiffersButNotByTheOrderOfModels() throws DatasetException {
        RunManifest first = plan(Task.OPEN_WORLD, null, null, vlm, clip).manifest();
        RunManifest swapped = RunManifest.newBuilder(first)
                .setModels(List.of("clip", "vlm"))
                .setCreatedAt(1)
                .build();
        RunRegistry.requireSame(first, swapped);
        RunManifest other = RunManifest.newBuilder(first).setSeed(7).build();
        assertThatThrownBy(() -> RunRegistry.requireSame(first, other))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("its seed is 1234, not 7");
        RunManifest unsaid = RunManifest.newBuilder(first).setItemsDigest(null).build();
        RunRegistry.requireSame(first, unsaid);
        RunManifest others =
                RunManifest.newBuilder(first).setItemsDigest("0".repeat(64)).build();
        assertThatThrownBy(() -> RunRegistry.requireSame(first, others))
                .hasMessageContaining("its itemsDigest is " + first.getItemsDigest() + ", not 000");
    }

    @Test
    void imagesTravelInlineOrByAddressAsTheLimitAndTheRootsSay() throws DatasetException {
        var line = plan(Task.OPEN_WORLD, null, null, vlm).items().get(0).line();
        assertThat(new ImagePacker(3, List.of()).pack(line).getBytes()).isNotNull();
        assertThat(new ImagePacker(2, List.of()).pack(line).getBytes())
                .as("nowhere to read it")
                .isNotNull();
        var byAddress = new ImagePacker(2, List.of(directory)).pack(line);
        assertThat(byAddress.getBytes()).isNull();
        assertThat(byAddress.getAddress()).startsWith("file:/");
        assertThat(byAddress.getSha256()).isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    }

    @Test
    void aBenchmarkTakesQuestionsWithSeveralAnswersAndItsInstruction() throws Exception {
        write("""
            {"question": "What year?", "answers": ["1999", "'99"], "ocr_tokens": ["1999"], "image": null}
            """);
        settings.putAll(Map.of("benchmark", "textvqa", "variant", "no-image"));
        RunPlan plan = plan(null, null, null, vlm);
        assertThat(plan.manifest().getTask()).isEqualTo("question-answering");
        assertThat(plan.manifest().getBenchmark()).isEqualTo("textvqa");
        assertThat(plan.manifest().getVariant()).isEqualTo("no-image");
        assertThat(plan.manifest().getPrompt())
                .isEqualTo(ShippedTasks.of("textvqa").prompt().instruction());
        assertThat(plan.items().get(0).line().ocrTokens()).containsExactly("1999");
        assertThatThrownBy(() -> plan(Task.QUESTION_ANSWERING, null, null, clip))
                .hasMessageContaining("the task question-answering is not for clip");
    }

    @Test
    void aVariantThatTellsTheClassNeedsIt() throws Exception {
        write("""
            {"text": "Which?\\nA. x\\nB. y", "label": "A"}
            """);
        settings.put("variant", "text-only");
        assertThatThrownBy(() -> plan(null, null, null, vlm)).hasMessageContaining("line 1 has no \"classname\"");
        settings.clear();
        settings.put("guess", true);
        assertThat(plan(null, null, null, vlm).manifest().getGuess()).isTrue();
        assertThatThrownBy(() -> plan(Task.QUESTION_ANSWERING, null, null, vlm))
                .hasMessageContaining("\"benchmark\" is missing: the task question-answering takes");
        assertThatThrownBy(() -> plan(Task.OPEN_WORLD, null, null, vlm))
                .hasMessageContaining("\"guess\" belongs to the tasks multiple-choice, question-answering");
    }

    /** The demo's model, with its own tokenizer, as if it had been made for this many positions; none said: null. */
    private KnownModel withContext(String name, Integer positions) throws IOException {
        Path demo = Installation.home().resolve("demo/models/emoji-vlm");
        Path bundle = Files.createDirectory(directory.resolve(name));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(demo.resolve(file), bundle.resolve(file));
        }
        String config = Files.readString(demo.resolve("config.json"));
        Files.writeString(
                bundle.resolve("config.json"),
                positions == null
                        ? config.replaceAll("\"max_position_embeddings\": *\\d+,", "")
                        : config.replaceAll(
                                "\"max_position_embeddings\": *\\d+", "\"max_position_embeddings\": " + positions));
        return new KnownModel(
                name,
                ModelKind.VISION_LANGUAGE.id(),
                ModelKind.VISION_LANGUAGE.tasks(),
                Optional.of(BundleFinder.open(bundle)),
                Optional.empty());
    }

    /** What type of object is in this photo? Choose one from "ant, bee, cat, dog". By the tokenizer of the demo's model. */
    private int tokensOfTheQuestion(KnownModel model) {
        return ContextLength.tokens(
                        model.bundle().orElseThrow().files(),
                        List.of("What type of object is in this photo? Choose one from \"ant, bee, cat, dog\"."))
                .get(0);
    }

    @Test
    void aModelThatNoPromptFitsIsNotAskedAndNotedWithTheNumbers() throws Exception {
        settings.put("order", "fixed");
        KnownModel roomy = withContext("roomy", 1024);
        int tokens = tokensOfTheQuestion(roomy);
        KnownModel full = withContext("full", tokens);
        KnownModel enough = withContext("enough", tokens + 1);
        KnownModel silent = withContext("silent", null);
        RunPlan plan = plan(Task.CLOSED_WORLD, null, null, roomy, full, enough, silent, vlm);
        assertThat(plan.manifest().getModels()).containsExactly("roomy", "enough", "silent", "vlm");
        String why =
                "the question takes " + tokens + " tokens without image and template, the model's context is " + tokens;
        assertThat(plan.manifest().getTags()).containsOnly(Map.entry("context.full", why));
        assertThat(notices).contains("full: " + why + "; not asked, N/A in tables");
    }

    @Test
    void aRunThatNoModelCanTakeIsRefusedWithTheNumbers() throws Exception {
        settings.put("order", "fixed");
        KnownModel full = withContext("full", 7);
        assertThatThrownBy(() -> plan(Task.CLOSED_WORLD, null, null, full))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("full: the question takes " + tokensOfTheQuestion(full)
                        + " tokens without image and template, the model's context is 7; offer fewer labels"
                        + " (--labels), or ask in fewer words");
    }

    @Test
    void fewerLabelsFit() throws Exception {
        KnownModel model = withContext("small", 24);
        assertThatThrownBy(() -> plan(Task.CLOSED_WORLD, null, null, withContext("tiny", 12)))
                .isInstanceOf(CommandFailure.class);
        assertThat(plan(Task.CLOSED_WORLD, 2, null, model).manifest().getModels())
                .containsExactly("small");
        assertThat(plan(Task.OPEN_WORLD, null, null, withContext("open", 12))
                        .manifest()
                        .getModels())
                .containsExactly("open");
    }
}
