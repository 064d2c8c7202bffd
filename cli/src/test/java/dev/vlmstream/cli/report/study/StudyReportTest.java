package dev.vlmstream.cli.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.report.ScoringAnswers;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.PublishedValues.PublishedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports over runs that imitate the study: its datasets, its models, asked in its ways. In each of 1,000 answers, or 10,000 on
 * ImageNet, as many are right as the study says.
 */
class StudyReportTest {
    private static final String LLAVA = "LLaVA1.5-7B";

    /** What no run of ours can be: guesses without a model, people, and what holds by construction. */
    private static final Set<String> NO_RUN = Set.of("filter-class-name", "filter-no-image", "class-name-and-article");

    private static final Set<String> NO_MODEL = Set.of("Random", "Max Freq");

    /** How each setting's run is asked, and by which rule its number is. */
    private record Way(String task, String details, String rule, String modelTask) {
        private static Way of(String task, String details, String rule) {
            return new Way(task, details, rule, task);
        }
    }

    @TempDir
    Path directory;

    private ScoringAnswers answers;
    private final List<String> runs = new ArrayList<>();
    private final List<Object> probes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        answers = new ScoringAnswers();
    }

    @AfterEach
    void stop() {
        answers.close();
    }

    private static Way way(String setting) {
        if (setting.startsWith("zero-shot-") || setting.startsWith("closed-world-") && setting.matches(".*\\d")) {
            String labels = setting.replaceAll("\\D", "");
            return setting.startsWith("zero-shot")
                    ? new Way("closed-world", "\"labels\": " + labels, "top1", "zero-shot")
                    : Way.of("closed-world", "\"labels\": " + labels, "label-inclusion");
        }
        String stepByStep = "\"chainOfThought\": true";
        return switch (setting) {
            case "open-world" -> Way.of("open-world", "\"promptStyle\": \"study\"", "label-inclusion");
            case "open-world-identify" ->
                Way.of("open-world", "\"prompt\": \"Identify the object in this image.\"", "label-inclusion");
            case "open-world-main-object" ->
                Way.of(
                        "open-world",
                        "\"prompt\": \"What is the main object depicted in this photograph?\"",
                        "label-inclusion");
            case "synonyms" -> Way.of("open-world", "\"synonyms\": {\"a\": [\"b\"]}", "synonyms");
            case "fine-tuned" -> Way.of("open-world", "\"prompt\": \"What type of object is in the photo?\"", "exact");
            case "captions" -> Way.of("open-world", "\"prompt\": \"Write a caption.\"", "label-inclusion");
            case "closed-world" -> Way.of("closed-world", "\"maxNewTokens\": 64", "label-inclusion");
            case "closed-world-fixed-order" -> Way.of("closed-world", "\"order\": \"fixed\"", "label-inclusion");
            case "closed-world-chain-of-thought" ->
                Way.of("closed-world", stepByStep + ", \"maxNewTokens\": 512", "label-inclusion");
            case "zero-shot" -> Way.of("zero-shot", "", "top1");
            case "linear-head" -> Way.of("supervised", "", "top1");
            case "likelihood-sum", "likelihood-mean" ->
                Way.of("class-likelihood", "\"tokenisation\": \"study\"", setting);
            case "likelihood-calibrated" -> Way.of("class-likelihood", "\"tokenisation\": \"study\"", "likelihood-sum");
            case "imagewikiqa" ->
                Way.of("multiple-choice", stepByStep + ", \"guess\": true, \"maxNewTokens\": 1024", "mcq-guess");
            case "imagewikiqa-class-name" ->
                Way.of("multiple-choice", stepByStep + ", \"guess\": true, \"variant\": \"class-name\"", "mcq-guess");
            case "textvqa" -> Way.of("question-answering", "\"benchmark\": \"textvqa\"", "vqa-accuracy");
            case "pope-f1" -> Way.of("question-answering", "\"benchmark\": \"pope\"", "pope");
            case "mm-vet" -> Way.of("question-answering", "", "llm-judge");
            default -> throw new IllegalArgumentException("no way of asking for " + setting);
        };
    }

    @Test
    void allTablesAreRenderedWithAllThatCanBeMeasured() throws IOException {
        imitate();
        List<Object> arguments = new ArrayList<>(runs);
        probes.forEach(file -> arguments.addAll(List.of("--probe", file)));
        arguments.addAll(List.of("--out", directory));
        Invocation made = answers.report(arguments.toArray());
        assertThat(made.status()).as(made.err()).isZero();

        List<DocumentedTable> report = DocumentedTable.all(Files.readString(directory.resolve("report.md")));
        for (StudyTable table : StudyTables.ALL) {
            Map<String, Map<String, String>> cells = report.stream()
                    .filter(found -> found.heading().equals("The study's " + table.number()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(table.number() + " is not in the report"))
                    .cells();
            for (StudyTable.Cell cell : table.cells()) {
                PublishedValues.value(cell.key()).ifPresent(value -> {
                    if (!NO_RUN.contains(cell.key().setting())
                            && !NO_MODEL.contains(cell.key().model())) {
                        String study = "study " + number(cell.key(), value);
                        assertThat(cells).as(table.number()).containsKey(cell.row());
                        assertThat(cells.get(cell.row()).get(cell.column()))
                                .as(table.number() + ", " + cell)
                                .contains(study);
                    }
                });
            }
            assertThat(cells.keySet()).as(table.number()).doesNotContain("Random", "Max Freq");
        }
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("<th colspan=\"4\"")
                .doesNotContain("NaN");
    }

    /** A run for each setting and dataset, with all models that the study asked so. */
    private void imitate() throws IOException {
        Map<String, List<PublishedKey>> byRun = new LinkedHashMap<>();
        for (PublishedKey key : PublishedValues.all().keySet()) {
            String setting = key.setting();
            boolean elsewhere = List.of("spearman", "pearson", "synonyms-gain").contains(setting);
            if (setting.startsWith("probe-")) {
                probe(key);
            } else if (!elsewhere && !NO_RUN.contains(setting) && !NO_MODEL.contains(key.model())) {
                byRun.computeIfAbsent((setting + "-" + key.dataset()).replace(' ', '-'), id -> new ArrayList<>())
                        .add(key);
            }
        }
        byRun.forEach(this::run);
        correlations();
    }

    private void run(String id, List<PublishedKey> keys) {
        PublishedKey first = keys.get(0);
        Way way = way(first.setting());
        boolean ofPope = first.setting().equals("pope-f1");
        String split = ofPope ? ", \"split\": \"" + first.dataset().substring(5) + "\"" : "";
        String models = keys.stream().map(key -> model(key, way)).collect(Collectors.joining(","));
        answers.run(id, ofPope ? "POPE" : first.dataset(), way.task(), details(way, split), models);
        runs.add(id);
    }

    private static String details(Way way, String more) {
        return way.details().isEmpty() ? more.replaceFirst("^, ", "") : way.details() + more;
    }

    private static String model(PublishedKey key, Way way) {
        double value = PublishedValues.value(key).orElseThrow();
        long n = key.dataset().equals("ImageNet") ? 10_000 : 1000;
        String counts = counts(n, value);
        String rules = "\"" + way.rule() + "\": " + counts;
        String more = "";
        if (way.rule().equals("synonyms")) {
            PublishedKey alone = new PublishedKey("open-world", key.model(), key.dataset());
            rules += ", \"label-inclusion\": "
                    + counts(n, PublishedValues.value(alone).orElseThrow());
        }
        if (key.setting().equals("likelihood-calibrated")) {
            rules = "\"likelihood-sum\": " + counts(n, 0);
            more = ", \"calibration\": {\"sweep\": [], \"bestAlpha\": 2, \"best\": " + counts + ", \"crossFitted\": "
                    + counts + ", \"crossFittedTop5\": " + counts + "}";
        }
        if (key.setting().equals("pope-f1")) {
            String f1 = String.format(
                    Locale.ROOT,
                    "{\"value\": %.3f, \"low\": %.3f, \"high\": %.3f}",
                    value / 100,
                    value / 100 - 0.02,
                    value / 100 + 0.02);
            more = ", \"poll\": {\"precision\": %s, \"recall\": %s, \"f1\": %s}".formatted(f1, f1, f1);
        }
        return "{\"model\": \"%s\", \"task\": \"%s\", \"primaryRule\": \"%s\", \"rules\": {%s}%s}"
                .formatted(key.model(), way.modelTask(), way.rule(), rules, more);
    }

    private static String counts(long n, double percent) {
        return String.format(
                Locale.ROOT,
                "{\"n\": %d, \"correct\": %d, \"accuracy\": %.4f}",
                n,
                Math.round(n * percent / 100),
                percent / 100);
    }

    private void probe(PublishedKey key) throws IOException {
        Path file = directory.resolve("probe" + probes.size() + ".json");
        long right = Math.round(10 * PublishedValues.value(key).orElseThrow());
        Files.writeString(
                file,
                "{\"dataset\": \"%s\", \"model\": \"%s\", \"features\": \"%s\", \"kind\": \"linear\", \"n\": 1000, \"correct\": %d}"
                        .formatted(key.dataset(), key.model(), key.setting().replace("probe-", ""), right));
        probes.add(file);
    }

    private void correlations() {
        Map<String, List<PublishedKey>> byRun = PublishedValues.all().keySet().stream()
                .filter(key -> key.setting().equals("spearman"))
                .collect(Collectors.groupingBy(PublishedKey::dataset));
        byRun.forEach((dataset, keys) -> {
            String id = "frequency-" + dataset.replace(' ', '-');
            answers.run(id, dataset, "open-world", "", "");
            answers.frequency(
                    id,
                    keys.stream()
                            .map(key -> "{\"model\": \"%s\", \"classes\": 10, \"spearman\": %s, \"pearson\": %s}"
                                    .formatted(
                                            key.model(),
                                            figure(key),
                                            figure(new PublishedKey("pearson", key.model(), key.dataset()))))
                            .collect(Collectors.joining(",")));
            runs.add(id);
        });
    }

    private static String figure(PublishedKey key) {
        double value = PublishedValues.value(key).orElseThrow();
        return String.format(
                Locale.ROOT, "{\"value\": %.2f, \"low\": %.2f, \"high\": %.2f}", value, value - 0.1, value + 0.1);
    }

    private static String number(PublishedKey key, double value) {
        boolean coefficient = List.of("spearman", "pearson").contains(key.setting());
        return String.format(Locale.ROOT, coefficient ? "%.2f" : "%.1f", value).replace('-', '−');
    }

    private String report(Object... arguments) {
        Invocation made = answers.report(arguments);
        assertThat(made.status()).as(made.err()).isZero();
        return made.out();
    }

    private static String llava(String name, String task, String rule, int correct) {
        return "{\"model\": \"%s\", \"task\": \"%s\", \"primaryRule\": \"%s\", \"rules\": {\"%s\": {\"n\": 1000, \"correct\": %d}}}"
                .formatted(name, task, rule, rule, correct);
    }

    @Test
    void aCellHasOursTheStudysTheDifferenceAndWhetherOurIntervalHasTheirs() {
        answers.run("in", "flowers", "open-world", "", llava("llava-1.5-7b-hf", "open-world", "label-inclusion", 60));
        answers.run("out", "caltech", "open-world", "", llava("llava-1.5-7b-hf", "open-world", "label-inclusion", 600));

        assertThat(report("in", "out"))
                .contains("| model | open world, Flowers102 | open world, Caltech101 |")
                .contains(
                        "| LLaVA1.5-7B | 6.0 (4.7–7.6)<br>study 5.9<br>+0.1, inside | 60.0 (56.9–63.0)<br>study 47.1<br>+12.9,"
                                + " outside |");
    }

    @Test
    void anotherModelHasARowAndAnotherDatasetHasNone() {
        answers.run("mine", "flowers", "open-world", "", llava("my-llava", "open-world", "label-inclusion", 60));
        answers.run("pets", "pets", "open-world", "", llava("llava-1.5-7b-hf", "open-world", "label-inclusion", 60));

        assertThat(report("mine", "pets"))
                .contains("| my-llava | 6.0 (4.7–7.6) |")
                .doesNotContain("| LLaVA1.5-7B |");
    }

    @Test
    void aNameGivenForAModelPutsItBesideThePublishedOne() {
        answers.run("mine", "flowers", "open-world", "", llava("my-llava", "open-world", "exact", 970));

        assertThat(report("mine")).doesNotContain("Table 3");
        assertThat(report("mine", "--as", "my-llava=LLaVA1.5-7B, projector on Flowers102"))
                .contains("| LLaVA1.5-7B, projector | 97.0 (95.7–97.9)<br>study 97.6<br>−0.6, inside |");
        assertThat(answers.report("mine", "--as", "my-llava=LLaVA1.5-70B").err())
                .contains("nothing is published for a model \"LLaVA1.5-70B\"");
    }

    @Test
    void whatIsAskedOtherwiseThanInTheStudyIsInNoneOfItsTables() {
        String model = llava("llava-1.5-7b-hf", "closed-world", "label-inclusion", 60);
        answers.run("beams", "flowers", "closed-world", "\"generation\": {\"num_beams\": \"5\"}", model);
        answers.run("both", "flowers", "closed-world", "\"order\": \"fixed\", \"chainOfThought\": true", model);
        answers.run("many", "flowers", "closed-world", "\"labels\": 50", model);
        answers.run("train", "flowers", "closed-world", "\"split\": \"train\"", model);

        assertThat(report("beams", "both", "many", "train")).doesNotContain("The study's");
    }

    @Test
    void imageWikiQaStandsBesideTheStudyOnlyWithChainOfThoughtAndTheGuess() {
        String model = """
                {"model": "llava-1.5-7b-hf", "task": "multiple-choice", "primaryRule": "mcq", "rules": {
                 "mcq": {"n": 2000, "correct": 700}%s}}""";
        String guessed = model.formatted(", \"mcq-guess\": {\"n\": 2000, \"correct\": 770}");
        answers.run("letter", "imagewikiqa", "multiple-choice", "\"guess\": true", guessed);
        answers.run("thought", "imagewikiqa", "multiple-choice", "\"chainOfThought\": true", model.formatted(""));
        answers.run("both", "imagewikiqa", "multiple-choice", "\"chainOfThought\": true, \"guess\": true", guessed);

        assertThat(report("letter", "thought")).doesNotContain("The study's", "38.0 %");
        assertThat(report("both")).contains("| LLaVA1.5-7B | 38.5 (36.4–40.7)<br>study 38.0<br>+0.5, inside |");
        assertThat(report("letter", "thought", "both", "--format", "csv")
                        .lines()
                        .filter(line -> line.startsWith("ImageWikiQA,") && line.contains(",38.0,")))
                .singleElement()
                .asString()
                .contains(",both,", ",mcq-guess,");
    }

    @Test
    void blipsLikelihoodsNeedTheTokensOfThePublishedScript() {
        String model = llava("blip2-opt-2.7b", "class-likelihood", "likelihood-sum", 348);
        answers.run("direct", "flowers", "class-likelihood", "", model);
        answers.run("study", "flowers", "class-likelihood", "\"tokenisation\": \"study\"", model);

        assertThat(report("direct")).doesNotContain("Table 2");
        assertThat(report("study"))
                .contains("| likelihood, sum over tokens | 34.8 (31.9–37.8)<br>study 34.8<br>±0.0, inside |");
    }

    @Test
    void aModelThatNoPromptFitsIsNotApplicableAsInTheStudy() {
        answers.run(
                "all",
                "imagenet",
                "closed-world",
                "\"tags\": {\"context.llava-1.5-7b-hf\": \"5,000 tokens, 4,096 fit\"}",
                llava("gpt-4-turbo", "closed-world", "label-inclusion", 606));

        assertThat(report("all"))
                .contains("| LLaVA1.5-7B | N/A |")
                .contains("| GPT-4 Turbo | 60.6 (57.5–63.6)<br>study 60.6<br>±0.0, inside |");
    }

    @Test
    void twoRunsOfOneThingStandBothInItsPlace() {
        answers.run("a", "flowers", "open-world", "", llava(LLAVA, "open-world", "label-inclusion", 60));
        answers.run("b", "flowers", "open-world", "\"seed\": 7", llava(LLAVA, "open-world", "label-inclusion", 70));

        assertThat(report("a", "b"))
                .contains(
                        "| LLaVA1.5-7B | 6.0 (4.7–7.6)<br>study 5.9<br>+0.1, inside<br>in a<br>7.0 (5.6–8.8)<br>study 5.9<br>+1.1,"
                                + " inside<br>in b |");
    }
}
