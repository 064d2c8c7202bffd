package dev.vlmstream.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.FeatureIndex.FeatureRow;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.inference.FloatBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of three items. {@code resources/export} has them as NumPy writes them, and what NumPy, safetensors and pyarrow
 * read from those that this project writes (see the README there).
 */
class FeatureFileTest {
    private static final float[][] VALUES = {{1, -2}, {0.5f, 65504}, {0, 0.1f}};

    @TempDir
    private Path directory;

    private static FeatureRow row(String item, String label, List<Integer> shape, FloatBytes dtype) {
        return new FeatureRow(item, item + ".png", label, "d1", null, List.of(), shape, dtype);
    }

    private static FeatureIndex index(FloatBytes dtype) {
        return index(List.of(
                row("a", "ant", List.of(2), dtype),
                row("b", null, List.of(2), dtype),
                row("c", "Käfer", List.of(2), dtype)));
    }

    private static FeatureIndex index(List<FeatureRow> rows) {
        return new FeatureIndex("r", "zero-shot", "m", "last", "1.0", List.of("ant", "bee", "Käfer"), rows);
    }

    /** Rows come as they lie in the topic, which is in no order, and some come twice. */
    private static List<Path> write(FeatureFile file, FeatureIndex index) throws IOException {
        try (file) {
            for (int row : new int[] {2, 0, 0, 1}) {
                file.put(row, index.rows().get(row).dtype().write(VALUES[row]));
            }
            return file.finish();
        }
    }

    private static byte[] recorded(String name) throws IOException {
        return FeatureFileTest.class.getResourceAsStream("/export/" + name).readAllBytes();
    }

    private static JsonNode readBack(String name) throws IOException {
        return Json.MAPPER.readTree(recorded("read-back.json")).path(name);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void anArrayIsByteForByteNumpys() throws IOException {
        for (FloatBytes dtype : FloatBytes.values()) {
            Path file = directory.resolve(dtype.id() + ".npy");
            write(new NpyFile(index(dtype), file, false), index(dtype));
        }
        for (FloatBytes dtype : FloatBytes.values()) {
            String name = dtype.id() + ".npy";
            assertThat(Files.readAllBytes(directory.resolve(name))).isEqualTo(recorded(name));
        }
        List<String> lines = Files.readAllLines(directory.resolve("float32.jsonl"));
        assertThat(lines).hasSize(3);
        assertThat(Json.MAPPER.readTree(lines.get(2)))
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"row\":2,\"item\":\"c\",\"image\":\"c.png\",\"label\":\"Käfer\",\"digest\":\"d1\"}"));
        assertThat(names()).containsExactly("float16.jsonl", "float16.npy", "float32.jsonl", "float32.npy");
    }

    @Test
    void tensorsAreThoseThatSafetensorsRead() throws IOException {
        for (FloatBytes dtype : FloatBytes.values()) {
            Path file = directory.resolve(dtype.id() + ".safetensors");
            write(new SafetensorsFile(index(dtype), file, false), index(dtype));
        }
        for (FloatBytes dtype : FloatBytes.values()) {
            String name = dtype.id() + ".safetensors";
            assertThat(Files.readAllBytes(directory.resolve(name))).isEqualTo(recorded(name));
        }
        JsonNode read = readBack("float32.safetensors");
        assertThat(read.path("dtype").asText()).isEqualTo("float32");
        assertThat(read.path("features").toString()).isEqualTo("[[1.0,-2.0],[0.5,65504.0],[0.0,0.10000000149011612]]");
        assertThat(read.path("labels").toString()).isEqualTo("[0,-1,2]");
        assertThat(read.path("metadata").path("items").asText()).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(read.path("metadata").path("classes").asText()).isEqualTo("[\"ant\",\"bee\",\"Käfer\"]");
        assertThat(readBack("float16.safetensors").path("dtype").asText()).isEqualTo("float16");
    }

    @Test
    void bothTensorsAreAligned() throws IOException {
        Path file = directory.resolve("x.safetensors");
        write(new SafetensorsFile(index(FloatBytes.FLOAT16), file, false), index(FloatBytes.FLOAT16));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] json = new byte[(int) bytes.getLong()];
        bytes.get(json);
        assertThat(bytes.position() % 8).isZero();
        JsonNode header = Json.MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
        assertThat(header.at("/labels/data_offsets").toString()).isEqualTo("[0,24]");
        assertThat(header.at("/features/data_offsets").toString()).isEqualTo("[24,36]");
        assertThat(bytes.remaining()).isEqualTo(36);
    }

    @Test
    void aTableTakesRowsOfSeveralShapesAndTypes() throws IOException {
        FeatureIndex ragged = index(List.of(
                row("a", "ant", List.of(2), FloatBytes.FLOAT32),
                row("b", null, List.of(1, 2), FloatBytes.FLOAT16),
                row("c", "Käfer", List.of(2, 1), FloatBytes.FLOAT32)));
        Path file = directory.resolve("ragged.parquet");

        write(new ParquetFeatures(ragged, file, false), ragged);

        List<Group> rows = Tables.rows(file);
        assertThat(rows).extracting(row -> row.getString("item", 0)).containsExactly("a", "b", "c");
        assertThat(Tables.list(rows.get(1), "shape")).containsExactly("1", "2");
        assertThat(Tables.list(rows.get(1), "values")).containsExactly("0.5", "65504.0");
        assertThat(rows.get(1).getString("dtype", 0)).isEqualTo("float16");
        assertThat(Tables.has(rows.get(1), "label")).isFalse();
        assertThat(rows.get(2).getString("label", 0)).isEqualTo("Käfer");
        assertThat(names()).containsExactly("ragged.parquet");
        JsonNode read = readBack("ragged.parquet");
        assertThat(read.path("values").toString()).isEqualTo("[[1.0,-2.0],[0.5,65504.0],[0.0,0.10000000149011612]]");
        assertThat(read.path("shape").toString()).isEqualTo("[[2],[1,2],[2,1]]");
        assertThat(read.path("label").toString()).isEqualTo("[\"ant\",null,\"Käfer\"]");
    }

    @Test
    void anArrayRefusesRowsOfSeveralShapesAndNamesTwo() {
        FeatureIndex ragged = index(List.of(
                row("a", "ant", List.of(577, 8), FloatBytes.FLOAT32),
                row("b", "ant", List.of(433, 8), FloatBytes.FLOAT32)));
        for (String format : List.of("npy", "safetensors")) {
            assertThatThrownBy(() -> open(format, ragged))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("a " + format + " file holds one array")
                    .hasMessageContaining("[577, 8] float32 of item a, [433, 8] float32 of item b")
                    .hasMessageContaining("--format parquet");
        }
        assertThat(directory).isEmptyDirectory();
    }

    private FeatureFile open(String format, FeatureIndex index) throws IOException {
        Path file = directory.resolve("x." + format);
        return format.equals("npy") ? new NpyFile(index, file, false) : new SafetensorsFile(index, file, false);
    }

    @Test
    void whatIsThereIsReplacedOnlyByForceAndNothingHalfIsLeft() throws IOException {
        Path file = Files.writeString(directory.resolve("x.npy"), "mine");
        FeatureIndex index = index(FloatBytes.FLOAT32);

        assertThatThrownBy(() -> new NpyFile(index, file, false))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("x.npy already exists")
                .hasMessageContaining("--force");
        assertThat(names()).containsExactly("x.npy");
        try (FeatureFile half = new NpyFile(index, file, true)) {
            half.put(1, FloatBytes.FLOAT32.write(VALUES[1]));
            assertThatThrownBy(half::finish).hasMessageContaining("row 0");
        }
        assertThat(file).hasContent("mine");
        assertThat(names()).containsExactly("x.npy");
        write(new NpyFile(index, file, true), index);
        assertThat(Files.readAllBytes(file)).isEqualTo(recorded("float32.npy"));
    }
}
