package dev.vlmstream.cli.export;

import dev.vlmstream.cli.export.FeatureIndex.FeatureRow;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.inference.FloatBytes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One array {@code [items, …shape]} for {@code numpy.load}, and a JSON line about each row beside it. */
final class NpyFile implements FeatureFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

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
        values = new ValueFile(array.path(), header(first.dtype(), shape), index.rows());
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

    /**
     * What stands before an array in NumPy's format, version 1.0: the magic, the header's length, a Python dictionary, padded so
     * that the values begin at a multiple of 64 bytes
     * (<a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>).
     *
     * @param shape of the whole array, row-major
     */
    private static ByteBuffer header(FloatBytes dtype, List<Long> shape) {
        String dictionary =
                "{'descr': '<f" + dtype.size() + "', 'fortran_order': False, 'shape': " + tuple(shape) + ", }";
        int length = MAGIC.length + Short.BYTES + dictionary.length() + 1;
        int padding = (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
        byte[] text = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) text.length)
                .put(text)
                .flip();
    }

    private static String tuple(List<Long> shape) {
        String numbers = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return shape.size() == 1 ? "(" + numbers + ",)" : "(" + numbers + ")";
    }
}
