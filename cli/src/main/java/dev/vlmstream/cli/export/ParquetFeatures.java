package dev.vlmstream.cli.export;

import dev.vlmstream.cli.export.FeatureIndex.FeatureRow;
import dev.vlmstream.cli.export.ParquetTable.ParquetColumn;
import dev.vlmstream.cli.output.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetWriter;

/** One row per item; shapes and types may differ. Values wait in a file of their own until all are there, to come in order. */
final class ParquetFeatures implements FeatureFile {
    private record Row(FeatureRow about, float[] values) {}

    private final FeatureIndex index;
    private final AtomicFile file;
    private final Path waiting;
    private final ValueFile values;

    ParquetFeatures(FeatureIndex index, Path target, boolean force) throws IOException {
        this.index = index;
        file = AtomicFile.begin(target, force);
        waiting = file.path().resolveSibling(file.path().getFileName() + ".values");
        waiting.toFile().deleteOnExit();
        values = new ValueFile(waiting, ByteBuffer.allocate(0), index.rows());
    }

    @Override
    public boolean put(int row, ByteBuffer bytes) throws IOException {
        return values.put(row, bytes);
    }

    @Override
    public List<Path> finish() throws IOException {
        values.requireWhole();
        try (ParquetWriter<Row> out = ParquetTable.write(file.path(), columns(), metadata())) {
            for (int i = 0; i < index.rows().size(); i++) {
                FeatureRow row = index.rows().get(i);
                out.write(new Row(row, row.dtype().read(values.get(i))));
            }
        }
        file.commit();
        return List.of(file.target());
    }

    private List<ParquetColumn<Row>> columns() {
        return List.of(
                ParquetColumn.text("item", row -> row.about.item()),
                ParquetColumn.text("image", row -> row.about.image()),
                ParquetColumn.text("label", row -> row.about.label()),
                ParquetColumn.text("model", row -> index.model()),
                ParquetColumn.text("digest", row -> row.about.digest()),
                ParquetColumn.text("name", row -> index.kind()),
                ParquetColumn.text("prompt", row -> row.about.prompt()),
                ParquetColumn.integers("layout", row -> longs(row.about.layout())),
                ParquetColumn.integers("shape", row -> longs(row.about.shape())),
                ParquetColumn.text("dtype", row -> row.about.dtype().id()),
                ParquetColumn.floats("values", Row::values));
    }

    private static List<Long> longs(List<Integer> numbers) {
        return numbers.stream().map(Integer::longValue).toList();
    }

    private Map<String, String> metadata() {
        return Map.of("run", index.run(), "task", index.task(), "software", index.software());
    }

    @Override
    public void close() throws IOException {
        values.close();
        Files.deleteIfExists(waiting);
        file.close();
    }
}
