package dev.vlmstream.cli.export;

import static dev.vlmstream.cli.export.ParquetTable.ColumnType.FLOATS;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.INTEGERS;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.TEXT;

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
                new ParquetColumn<>("item", TEXT, row -> row.about.item()),
                new ParquetColumn<>("image", TEXT, row -> row.about.image()),
                new ParquetColumn<>("label", TEXT, row -> row.about.label()),
                new ParquetColumn<>("model", TEXT, row -> index.model()),
                new ParquetColumn<>("digest", TEXT, row -> row.about.digest()),
                new ParquetColumn<>("name", TEXT, row -> index.kind()),
                new ParquetColumn<>("prompt", TEXT, row -> row.about.prompt()),
                new ParquetColumn<>("layout", INTEGERS, row -> longs(row.about.layout())),
                new ParquetColumn<>("shape", INTEGERS, row -> longs(row.about.shape())),
                new ParquetColumn<>("dtype", TEXT, row -> row.about.dtype().id()),
                new ParquetColumn<>("values", FLOATS, Row::values));
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
