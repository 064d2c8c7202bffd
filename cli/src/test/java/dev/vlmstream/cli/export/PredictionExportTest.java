package dev.vlmstream.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
            {"run":"r","item":"i1","image":"a.png","question":"What?","label":"ant","model":"llava","task":"open-world",\
            "answer":"An \\"ant\\", see","token_ids":[5,7],"status":"answered","reason":null,"parsed":null,\
            "rules":{"exact":false,"label-inclusion":true},"prompt_tokens":9,"output_tokens":2,"truncated":false,\
            "cost":0.25,"seconds":1.5,"digest":"d","software":"1"}
            {"run":"r","item":"i1","image":"a.png","question":"What?","label":"ant","model":"clip","task":"zero-shot",\
            "ranking":[{"name":"ant","index":0,"score":0.75},{"name":"bee","index":1,"score":0.25}],\
            "likelihoods":[-1.5,-2.5],"likelihood_tokens":[1,2],"token_ids":[],"status":"answered",\
            "rules":{"top1":true},"digest":"d","software":"1"}
            {"run":"r","item":"i2","image":null,"label":null,"model":"llava","token_ids":[],"status":"failed",\
            "reason":"no such image","rules":{}}
            """;

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/api/runs/r/metrics", Sparse.whole(METRICS, RunMetrics.class));
        answer(
                "/api/runs/r/export",
                LINES.lines().map(line -> Sparse.whole(line, ItemLine.class)).collect(Collectors.joining("\n")));
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void answer(String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }

    private Invocation export(Object... more) {
        String address = "http://localhost:" + server.getAddress().getPort();
        return Invocation.of(Stream.concat(Stream.of("export", "r", "--server", address), Stream.of(more))
                .toArray());
    }

    @Test
    void aTableHasTypesAndNullsWhereThereIsNoValue() throws Exception {
        Path file = directory.resolve("r.parquet");

        Invocation exported = export("--format", "parquet", "--out", file);

        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("wrote " + file);
        assertThat(Tables.columns(file))
                .contains(
                        "answer: binary",
                        "ranking: list<binary>",
                        "ranking_scores: list<double>",
                        "likelihoods: list<double>",
                        "label-inclusion: boolean",
                        "token_ids: list<int64>",
                        "prompt_tokens: int64",
                        "cost: double");
        List<Group> rows = Tables.rows(file);
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).getString("answer", 0)).isEqualTo("An \"ant\", see");
        assertThat(rows.get(0).getBoolean("label-inclusion", 0)).isTrue();
        assertThat(rows.get(0).getBoolean("exact", 0)).isFalse();
        assertThat(Tables.has(rows.get(0), "top1")).isFalse();
        assertThat(Tables.list(rows.get(0), "token_ids")).containsExactly("5", "7");
        assertThat(rows.get(0).getDouble("cost", 0)).isEqualTo(0.25);
        assertThat(Tables.list(rows.get(1), "ranking")).containsExactly("ant", "bee");
        assertThat(Tables.list(rows.get(1), "ranking_scores")).containsExactly("0.75", "0.25");
        assertThat(Tables.list(rows.get(1), "likelihood_tokens")).containsExactly("1", "2");
        assertThat(rows.get(2).getString("reason", 0)).isEqualTo("no such image");
        assertThat(Tables.has(rows.get(2), "image")).isFalse();
    }

    @Test
    void pyarrowReadsTheSame() throws Exception {
        JsonNode read = Json.MAPPER
                .readTree(getClass().getResourceAsStream("/export/read-back.json"))
                .path("r.parquet");
        assertThat(read.at("/types/label-inclusion").asText()).isEqualTo("bool");
        assertThat(read.at("/types/token_ids").asText()).isEqualTo("list<element: int64 not null>");
        assertThat(read.path("label-inclusion").toString()).isEqualTo("[true,null,null]");
        assertThat(read.path("ranking").toString()).isEqualTo("[[],[\"ant\",\"bee\"],[]]");
        assertThat(read.path("likelihoods").toString()).isEqualTo("[[],[-1.5,-2.5],[]]");
        assertThat(read.path("seconds").toString()).isEqualTo("[1.5,null,null]");
        assertThat(read.path("answer").path(0).asText()).isEqualTo("An \"ant\", see");
    }

    @Test
    void oneModelsRowsGoToADirectoryUnderTheirName() throws Exception {
        Invocation exported = export("--format", "csv", "--model", "llava", "--out", directory);

        assertThat(exported.status()).as(exported.err()).isZero();
        List<String> lines = Files.readAllLines(directory.resolve("r-llava.csv"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("run,item,image").doesNotContain("likelihoods", "ranking_scores");
        assertThat(lines.get(1)).contains("\"An \"\"ant\"\", see\"", "5 7", ",true,");
    }

    @Test
    void textGoesToStandardOutputAndFilesAreNotReplacedUnasked() throws Exception {
        assertThat(export().jsonLines()).hasSize(3);
        Path file = Files.writeString(directory.resolve("mine.csv"), "mine");
        Invocation refused = export("--format", "csv", "--out", file);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("mine.csv is there already", "--force");
        assertThat(file).hasContent("mine");
        assertThat(export("--format", "csv", "--out", file, "--force").status()).isZero();
        assertThat(Files.readAllLines(file)).hasSize(4);
    }

    @Test
    void featuresInAFormatOfTextAreRefused() {
        Invocation exported = export("--features", "last");
        assertThat(exported.status()).isEqualTo(1);
        assertThat(exported.err()).contains("parquet, npy or safetensors");
    }
}
