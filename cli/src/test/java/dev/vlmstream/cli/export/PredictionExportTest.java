package dev.vlmstream.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.rest.StubScoring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scoring service answers, as files. */
class PredictionExportTest {
    private static final String METRICS = "{\"run\":\"r\",\"models\":[{\"model\":\"clip\"},{\"model\":\"llava\"}]}";
    private static final String LINES = """
            {"run":"r","item":"i1","image":"a.png","question":"What?","templates":["A photo of a {}"],"label":"ant","model":"clip","task":"zero-shot",\
            "ranking":[{"name":"ant","index":0,"score":0.75},{"name":"bee","index":1,"score":0.25}],"confidence":0.875,\
            "likelihoods":[-1.5,-2.5],"likelihood_tokens":[1,2],"token_ids":[],"status":"answered",\
            "rules":{"top1":true},"primaryRule":"top1","digest":"d","software":"1"}
            {"run":"r","item":"i1","image":"a.png","question":"What?","label":"ant","model":"llava","task":"open-world",\
            "answer":"An \\"ant\\", see","token_ids":[5,7],"status":"answered","reason":null,"parsed":null,\
            "rules":{"exact":false,"label-inclusion":true,"llm-judge":true},"primaryRule":"label-inclusion",\
            "prompt":"USER: What? ASSISTANT:","decoding":"greedy max_new_tokens=64",\
            "prompt_tokens":9,"output_tokens":2,"truncated":false,"cost":0.25,"seconds":1.5,"digest":"d","software":"1",\
            "verdicts":[{"rule":"llm-judge","judge":"q","digest":"","status":"given","right":true,"text":"yes"},\
            {"rule":"semantic","judge":"e","digest":"f","status":"failed","reason":"gone"}]}
            {"run":"r","item":"i2","image":null,"label":null,"model":"llava","token_ids":[],"status":"failed",\
            "task":"open-world","reason":"no such image","rules":{},"primaryRule":"label-inclusion"}
            """;
    /** Names and answers that formulas, quotes, lines and separators are made of. */
    private static final String HOSTILE = """
            {"run":"2024","item":"=1+1","image":"a,b\\".png","label":"@SUM(A1)","model":"owner/m","task":"open-world",\
            "answer":"=HYPERLINK(\\"http://x\\")\\r\\nsecond, \\"line\\"\\n\\ttab | bar; é 🐜","status":"answered",\
            "rules":{"vqa-accuracy":false,"answer":true,"Semantic 2":true},"grades":{"vqa-accuracy":0.3},\
            "ranking":[{"name":"a|b, \\"c\\"","index":0,"score":0.1}],"primaryRule":"vqa-accuracy"}
            """;

    @TempDir
    private Path directory;

    private StubScoring scoring;

    @BeforeEach
    void startServer() {
        scoring = new StubScoring();
        scoring.run("r", METRICS, LINES);
        scoring.run("2024", "{\"run\":\"2024\",\"models\":[{\"model\":\"owner/m\"}]}", HOSTILE);
        scoring.run("empty", "{\"run\":\"empty\",\"models\":[]}", "");
    }

    @AfterEach
    void stopServer() {
        scoring.close();
    }

    private Invocation export(Object... arguments) {
        return Invocation.of(Stream.concat(Stream.of("export", "--server", scoring.address()), Stream.of(arguments))
                .toArray());
    }

    private Path written(String name, Object... arguments) {
        Path file = directory.resolve(name);
        Invocation exported = export(
                Stream.concat(Stream.of(arguments), Stream.of("--out", file)).toArray());
        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("wrote " + file);
        return file;
    }

    @Test
    void aRunOfWhichMoreIsToComeIsToldBesideTheExport() {
        String models = "\"models\":[{\"model\":\"clip\"},{\"model\":\"llava\"}]}";
        scoring.run("half", "{\"run\":\"half\",\"complete\":false," + models, LINES);
        scoring.run("unjudged", "{\"run\":\"unjudged\",\"complete\":true,\"judged\":false," + models, LINES);
        scoring.run("whole", "{\"run\":\"whole\",\"complete\":true,\"judged\":true," + models, LINES);
        for (String format : List.of("jsonl", "csv")) {
            Invocation half = export("half", "--format", format);
            assertThat(half.status()).isZero();
            assertThat(half.out()).isEqualTo(export("whole", "--format", format).out());
            assertThat(half.err())
                    .isEqualTo("run half is not complete yet, so only what is there so far is exported\n");
            assertThat(export("unjudged", "--format", format).err())
                    .isEqualTo("run unjudged is not judged yet, so verdicts are missing\n");
            assertThat(export("whole", "--format", format).err()).isEmpty();
        }
    }

    @Test
    void aTableHasTheColumnsThatOccurWithTypesAndNullsWhereThereIsNoValue() throws Exception {
        Path file = written("r.parquet", "r", "--format", "parquet");

        assertThat(Tables.columns(file))
                .containsExactly(
                        "run: binary",
                        "item: binary",
                        "model: binary",
                        "task: binary",
                        "status: binary",
                        "image: binary",
                        "question: binary",
                        "templates: list<binary>",
                        "label: binary",
                        "reason: binary",
                        "answer: binary",
                        "ranking: list<binary>",
                        "ranking_scores: list<double>",
                        "confidence: double",
                        "likelihoods: list<double>",
                        "likelihood_tokens: list<int64>",
                        "primary_rule: binary",
                        "correct: boolean",
                        "label_inclusion: boolean",
                        "exact: boolean",
                        "top1: boolean",
                        "llm_judge: boolean",
                        "prompt: binary",
                        "decoding: binary",
                        "token_ids: list<int64>",
                        "prompt_tokens: int64",
                        "output_tokens: int64",
                        "truncated: boolean",
                        "cost: double",
                        "seconds: double",
                        "digest: binary",
                        "software: binary");
        List<Group> rows = Tables.rows(file);
        assertThat(rows).hasSize(3);
        Group clip = rows.get(0);
        Group llava = rows.get(1);
        Group failed = rows.get(2);
        assertThat(llava.getString("answer", 0)).isEqualTo("An \"ant\", see");
        assertThat(llava.getBoolean("label_inclusion", 0)).isTrue();
        assertThat(llava.getBoolean("exact", 0)).isFalse();
        assertThat(llava.getBoolean("correct", 0)).isTrue();
        assertThat(llava.getString("primary_rule", 0)).isEqualTo("label-inclusion");
        assertThat(llava.getString("decoding", 0)).isEqualTo("greedy max_new_tokens=64");
        assertThat(llava.getString("prompt", 0)).isEqualTo("USER: What? ASSISTANT:");
        assertThat(Tables.has(llava, "top1")).isFalse();
        assertThat(Tables.list(llava, "token_ids")).containsExactly("5", "7");
        assertThat(llava.getDouble("cost", 0)).isEqualTo(0.25);
        assertThat(Tables.list(clip, "templates")).containsExactly("A photo of a {}");
        assertThat(Tables.list(failed, "templates")).isEmpty();
        assertThat(Tables.list(clip, "ranking")).containsExactly("ant", "bee");
        assertThat(Tables.list(clip, "ranking_scores")).containsExactly("0.75", "0.25");
        assertThat(clip.getDouble("confidence", 0)).isEqualTo(0.875);
        assertThat(Tables.list(clip, "likelihood_tokens")).containsExactly("1", "2");
        assertThat(failed.getString("reason", 0)).isEqualTo("no such image");
        assertThat(Tables.has(failed, "image")).isFalse();
        assertThat(Tables.has(failed, "correct")).isFalse();
    }

    @Test
    void whatJudgesSaidIsATableBesideIt() throws Exception {
        written("r.parquet", "r", "--format", "parquet");

        Path verdicts = directory.resolve("r.verdicts.parquet");
        assertThat(Tables.columns(verdicts))
                .containsExactly(
                        "run: binary",
                        "item: binary",
                        "model: binary",
                        "rule: binary",
                        "judge: binary",
                        "status: binary",
                        "correct: boolean",
                        "text: binary",
                        "reason: binary",
                        "judge_digest: binary");
        List<Group> rows = Tables.rows(verdicts);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).getString("rule", 0)).isEqualTo("llm-judge");
        assertThat(rows.get(0).getBoolean("correct", 0)).isTrue();
        assertThat(Tables.has(rows.get(1), "correct")).isFalse();
    }

    @Test
    void severalRunsGoIntoOnePartitionedDirectory() throws Exception {
        Path runs = directory.resolve("runs");
        Invocation exported = export("r", "2024", "r", "--format", "parquet", "--out", runs + "/");

        assertThat(exported.status()).as(exported.err()).isZero();
        try (Stream<Path> files = Files.walk(runs)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> runs.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "run=2024/predictions.parquet", "run=r/predictions.parquet", "run=r/verdicts.parquet");
        }
        Path hostile = runs.resolve("run=2024/predictions.parquet");
        assertThat(Tables.columns(hostile))
                .contains("vqa_accuracy_grade: double", "rule_answer: boolean", "semantic_2: boolean")
                .doesNotContain("run: binary", "cost: double");
        assertThat(Tables.rows(hostile).get(0).getString("answer", 0))
                .isEqualTo("=HYPERLINK(\"http://x\")\r\nsecond, \"line\"\n\ttab | bar; é 🐜");
        assertThat(Tables.rows(hostile).get(0).getBoolean("correct", 0)).isFalse();

        assertThat(written("runs/run=empty/predictions.parquet", "empty", "--format", "parquet"))
                .isRegularFile();
        Invocation again = export("empty", "2024", "--format", "parquet", "--out", runs);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("predictions.parquet already exists", "--force");
        Files.writeString(runs.resolve("run=2024/verdicts.parquet"), "an earlier export's");
        assertThat(export("2024", "--partitioned", "--format", "parquet", "--out", runs, "--force")
                        .status())
                .isZero();
        assertThat(runs.resolve("run=2024/verdicts.parquet")).doesNotExist();
    }

    @Test
    void anEmptyRunHasATableWithoutRows() throws Exception {
        Path file = written("empty.parquet", "empty", "--format", "parquet");
        assertThat(Tables.rows(file)).isEmpty();
        assertThat(Tables.columns(file))
                .containsExactly("run: binary", "item: binary", "model: binary", "task: binary", "status: binary");
        assertThat(export("empty", "--format", "csv").out()).isEqualTo("run,item,model,task,status\n");
    }

    @Test
    void csvIsTheSameToTheLetter() throws Exception {
        assertThat(written("r.csv", "r", "--format", "csv", "--model", "llava")).hasContent("""
                        run,item,model,task,status,image,question,label,reason,answer,primary_rule,correct,label_inclusion,exact,\
                        llm_judge,prompt,decoding,token_ids,prompt_tokens,output_tokens,truncated,cost,seconds,digest,software
                        r,i1,llava,open-world,answered,a.png,What?,ant,,"An ""ant"", see",label-inclusion,true,true,false,true,\
                        USER: What? ASSISTANT:,greedy max_new_tokens=64,"[5,7]",9,2,false,0.25,1.5,d,1
                        r,i2,llava,open-world,failed,,,,no such image,,label-inclusion,,,,,,,,,,,,,,
                        """);
        assertThat(directory.resolve("r.verdicts.csv")).hasContent("""
                        run,item,model,rule,judge,status,correct,text,reason,judge_digest
                        r,i1,llava,llm-judge,q,given,true,yes,,
                        r,i1,llava,semantic,e,failed,,,gone,f
                        """);
    }

    @Test
    void cellsAreKeptAsTheyAreHoweverHostile() throws Exception {
        Path file = written("2024.csv", "2024", "--format", "csv");
        assertThat(Files.readString(file)).isEqualTo("""
                        run,item,model,task,status,image,label,answer,ranking,ranking_scores,primary_rule,correct,vqa_accuracy,\
                        semantic_2,rule_answer,vqa_accuracy_grade
                        2024,=1+1,owner/m,open-world,answered,"a,b"\".png",@SUM(A1),"=HYPERLINK(""http://x"")\r
                        second, ""line""
                        \ttab | bar; é 🐜","[""a|b, \\""c\\""\"\"]",[0.1],vqa-accuracy,false,false,true,true,0.3
                        """);
    }

    @Test
    void oneModelsRowsGoToADirectoryUnderTheirName() throws Exception {
        assertThat(export("r", "--format", "csv", "--model", "llava", "--out", directory)
                        .status())
                .isZero();
        assertThat(directory.resolve("r-llava.csv")).content().contains("llava").doesNotContain("clip");
        assertThat(export("2024", "--model", "owner/m", "--out", directory).status())
                .isZero();
        assertThat(directory.resolve("2024-owner-m.jsonl")).isRegularFile();
    }

    @Test
    void textGoesToStandardOutputAndFilesAreNotReplacedUnasked() throws Exception {
        assertThat(export("r").jsonLines()).hasSize(3);
        Path file = Files.writeString(directory.resolve("mine.csv"), "mine");
        Invocation refused = export("r", "--format", "csv", "--out", file);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("mine.csv already exists", "--force");
        assertThat(file).hasContent("mine");
        assertThat(export("r", "--format", "csv", "--out", file, "--force").status())
                .isZero();
        assertThat(Files.readAllLines(file)).hasSize(4);
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedInWords() throws Exception {
        Path file = Files.writeString(directory.resolve("mine"), "mine");
        assertThat(refusal("r", "--features", "last")).contains("parquet, npy or safetensors");
        assertThat(refusal("r", "2024")).contains("several runs go together as csv or parquet of predictions");
        assertThat(refusal("r", "2024", "--format", "parquet", "--features", "last"))
                .contains("several runs go together as csv or parquet of predictions");
        assertThat(refusal("r", "--partitioned")).contains("--partitioned is for csv and parquet");
        assertThat(refusal("r", "2024", "--format", "csv")).contains("name a directory with --out");
        assertThat(refusal("r", "2024", "--format", "csv", "--out", file)).contains("mine is a file");
        assertThat(refusal("r", "--dataset", "x.jsonl")).contains("--dataset numbers the documents of --format lmms");
        assertThat(refusal("r", "2024", "--format", "csv", "--model", "llava", "--out", directory))
                .contains("run \"2024\" has no model \"llava\"; there are [owner/m]");
        assertThat(export("r", "--format", "xlsx").err()).contains("is none of", "parquet", "xlsx");
        assertThat(file).hasContent("mine");
        assertThat(directory.resolve("run=r")).doesNotExist();
    }

    private String refusal(Object... arguments) {
        Invocation refused = export(arguments);
        assertThat(refused.status()).isPositive();
        return refused.err();
    }

    @Test
    void pyarrowReadsTheSame() throws Exception {
        JsonNode all = Json.MAPPER.readTree(getClass().getResourceAsStream("/export/read-back.json"));
        JsonNode read = all.path("r.parquet");
        assertThat(read.at("/types/label_inclusion").asText()).isEqualTo("bool");
        assertThat(read.at("/types/token_ids").asText()).isEqualTo("list<element: int64 not null>");
        assertThat(read.path("label_inclusion").toString()).isEqualTo("[null,true,null]");
        assertThat(read.path("correct").toString()).isEqualTo("[true,true,null]");
        assertThat(read.path("ranking").toString()).isEqualTo("[[\"ant\",\"bee\"],[],[]]");
        assertThat(read.path("likelihoods").toString()).isEqualTo("[[-1.5,-2.5],[],[]]");
        assertThat(read.path("seconds").toString()).isEqualTo("[null,1.5,null]");
        assertThat(read.path("answer").path(1).asText()).isEqualTo("An \"ant\", see");
        assertThat(all.at("/r.verdicts.parquet/correct").toString()).isEqualTo("[true,null]");
        assertThat(all.at("/run=2024~1predictions.parquet/answer/0").asText())
                .isEqualTo("=HYPERLINK(\"http://x\")\r\nsecond, \"line\"\n\ttab | bar; é 🐜");
    }
}
