package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One dataset as nine other programs write it (tools/goldens/foreign_writers.py): labels and images are those that the script
 * recorded, or the file is refused with a sentence that says what to do instead.
 */
class ForeignWritersTest {
    private static final Path FILES = Path.of("src/test/resources/foreign");

    private static final ReadOptions CLASSES =
            ReadOptions.ALL.withClassNames(List.of("ant", "bee, queen", "crème brûlée"));

    /** What files need that say too little. */
    private static final Map<String, ReadOptions> OPTIONS = Map.of(
            "datasets/numbers.parquet", CLASSES,
            "pandas/floats.parquet", CLASSES,
            "pyarrow/int8.parquet", CLASSES,
            "webdataset/numbers.tar", CLASSES,
            "webdataset/several.tar", ReadOptions.ALL.withColumns(Map.of("image", "a.png")));

    private static final String ARROW =
            "it is Arrow, as Feather, IPC and save_to_disk write it; write Parquet instead, such as with to_parquet";
    private static final String WORKBOOK =
            "it is a workbook or a zip archive; save the sheet as CSV UTF-8, or unpack the archive";
    private static final String BYTES = "the image is bytes printed as text, ";
    private static final String COLUMNS = "it stores columns, but rows are read: in pandas,"
            + " to_json(orient=\"records\", lines=True) writes these";

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("datasets/large-structs.csv", BYTES),
            Map.entry(
                    "datasets/levels.parquet",
                    "no column has a usual name for the label or the answers; say which one, as in --map label=species or"
                            + " --map label=order; there are image, species, order"),
            Map.entry("datasets/saved", ARROW),
            Map.entry("datasets/saved-splits", ARROW),
            Map.entry("datasets/structs.csv", BYTES),
            Map.entry("duckdb/blob.csv", BYTES),
            Map.entry("pandas/columns.json", COLUMNS),
            Map.entry("pandas/latin.csv", "line 4: it is not UTF-8 text; save it as UTF-8, in Excel as CSV UTF-8"),
            Map.entry(
                    "pandas/names.pkl", "it is a pickle, which could run code when it is read; write Parquet or JSON"),
            Map.entry("pandas/names.ods", WORKBOOK),
            Map.entry("pandas/names.xlsx", WORKBOOK),
            Map.entry("pandas/packed.csv.gz", "it is compressed, but not a tar archive; unpack it"),
            Map.entry("pandas/repr.csv", BYTES),
            Map.entry("pandas/split.json", COLUMNS),
            Map.entry("pandas/uris.jsonl", "the image is base64, which is read in CSV and in items that are sent to"),
            Map.entry("pandas/utf16.csv", "it is UTF-16 text; save it as UTF-8, in Excel as CSV UTF-8"),
            Map.entry("pandas/xlsxwriter.xlsx", WORKBOOK),
            Map.entry("polars/names.xlsx", WORKBOOK),
            Map.entry("polars/table.arrow", ARROW),
            Map.entry(
                    "pyarrow/brotli.parquet",
                    "it is packed with BROTLI, which is not read; write it with snappy, gzip,"),
            Map.entry(
                    "pyarrow/partitioned", "it is partitioned by a column that its folders name (label=ant), and such"),
            Map.entry("pyarrow/table.feather", ARROW),
            Map.entry("spreadsheets/excel-de.csv", "it is not UTF-8 text; save it as UTF-8, in Excel as CSV UTF-8"),
            Map.entry("spreadsheets/excel-unicode.txt", "it is UTF-16 text; save it as UTF-8, in Excel as CSV UTF-8"),
            Map.entry("spreadsheets/openpyxl.xlsx", WORKBOOK),
            Map.entry(
                    "webdataset/pickled.tar",
                    "nothing is said of its image but in .pyd, which is not read; write a class into .cls, or fields into"));

    private static Map<String, JsonNode> recorded() throws IOException {
        Map<String, JsonNode> recorded = new TreeMap<>();
        new ObjectMapper()
                .readTree(FILES.resolve("expected.json").toFile())
                .fields()
                .forEachRemaining(file -> recorded.put(file.getKey(), file.getValue()));
        return recorded;
    }

    static Set<String> taken() throws IOException {
        Set<String> taken = new TreeSet<>(recorded().keySet());
        taken.removeAll(REFUSED.keySet());
        return taken;
    }

    private static Dataset read(String name) throws Exception {
        JsonNode split = recorded().get(name).path("split");
        ReadOptions options = split.isTextual() ? ReadOptions.ofSplit(split.asText()) : ReadOptions.ALL;
        return Datasets.read(FILES.resolve(name), OPTIONS.getOrDefault(name, options));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void labelsAndImagesAreThoseThatWereWritten(String name) throws Exception {
        List<String> rows = new ArrayList<>();
        for (DatasetItem item : read(name).items()) {
            rows.add((item.label() == null ? String.join("|", item.answers()) : item.label()) + " "
                    + Digest.name(item.image().bytes()).substring(0, 16));
        }
        List<String> expected = new ArrayList<>();
        recorded().get(name).path("rows").forEach(row -> expected.add(row.asText()));
        assertThat(rows).containsExactlyElementsOf(expected);
    }

    @Test
    void whatIsNotReadIsRefusedWithWhatToDoInstead() throws Exception {
        assertThat(recorded()).containsKeys(REFUSED.keySet().toArray(String[]::new));
        REFUSED.forEach((name, sentence) ->
                assertThatThrownBy(() -> read(name)).as(name).hasMessageContaining(sentence));
    }

    /** So that a prompt never offers them by mistake. */
    @Test
    void classesWithoutNamesAreNotListed() throws Exception {
        for (String name : List.of("datasets/numbers.parquet", "pyarrow/int8.parquet", "webdataset/numbers.tar")) {
            Dataset dataset = Datasets.read(FILES.resolve(name), ReadOptions.ALL);
            assertThat(dataset.listed()).isFalse();
            assertThat(dataset.classes()).containsExactly("0", "1", "2");
        }
        assertThat(read("webdataset/clip-benchmark").listed()).isTrue();
    }
}
