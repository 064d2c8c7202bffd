package dev.vlmstream.cli.export;

import dev.vlmstream.cli.output.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The tensors {@code features [items, …shape]} and {@code labels [items]}; what they are of is in the metadata. */
final class SafetensorsFile implements FeatureFile {
    private final AtomicFile file;
    private final ValueFile values;

    SafetensorsFile(FeatureIndex index, Path target, boolean force) throws IOException {
        ByteBuffer header = SafetensorsHeader.of(index);
        file = AtomicFile.begin(target, force);
        values = new ValueFile(file.path(), header, index.rows());
    }

    @Override
    public boolean put(int row, ByteBuffer bytes) throws IOException {
        return values.put(row, bytes);
    }

    @Override
    public List<Path> finish() throws IOException {
        values.requireWhole();
        values.close();
        file.commit();
        return List.of(file.target());
    }

    @Override
    public void close() throws IOException {
        values.close();
        file.close();
    }
}
