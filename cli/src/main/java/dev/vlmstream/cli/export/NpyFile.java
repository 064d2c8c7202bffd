package dev.vlmstream.cli.export;

import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.output.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One array {@code [items, …shape]} for {@code numpy.load}, and a JSON line about each row beside it. */
final class NpyFile implements FeatureFile {
    private final FeatureIndex index;
    private final AtomicFile array;
    private final AtomicFile lines;
    private final ValueFile values;

    NpyFile(FeatureIndex index, Path target, boolean force) throws IOException {
        FeatureRow first = index.uniform("npy");
        List<Long> shape = new ArrayList<>(List.of((long) index.rows().size()));
        first.shape().forEach(length -> shape.add(length.longValue()));
        this.index = index;
        lines = AtomicFile.begin(beside(target), force);
        array = AtomicFile.begin(target, force);
        values = new ValueFile(array.path(), NpyHeader.of(first.dtype(), shape), index.rows());
    }

    private static Path beside(Path target) {
        return target.resolveSibling(target.getFileName().toString().replaceFirst("\\.npy$", "") + ".jsonl");
    }

    @Override
    public boolean put(int row, ByteBuffer bytes) throws IOException {
        return values.put(row, bytes);
    }

    @Override
    public List<Path> finish() throws IOException {
        values.requireWhole();
        try (BufferedWriter out = Files.newBufferedWriter(lines.path(), StandardCharsets.UTF_8)) {
            for (int i = 0; i < index.rows().size(); i++) {
                out.write(Json.line(index.rows().get(i).line(i)));
                out.write('\n');
            }
        }
        values.close();
        lines.commit();
        array.commit();
        return List.of(array.target(), lines.target());
    }

    @Override
    public void close() throws IOException {
        values.close();
        array.close();
        lines.close();
    }
}
