package dev.vlmstream.cli.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.FeatureIndex.FeatureRow;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.output.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The tensors {@code features [items, …shape]} and {@code labels [items]}; what they are of is in the metadata. */
final class SafetensorsFile implements FeatureFile {
    /** The format's limit. */
    private static final int LONGEST = 100_000_000;

    private static final int ALIGNMENT = 8;

    private final AtomicFile file;
    private final ValueFile values;

    SafetensorsFile(FeatureIndex index, Path target, boolean force) throws IOException {
        ByteBuffer header = header(index);
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

    /**
     * What stands before the features in a safetensors file: the length of a JSON object, the object, padded to 8 bytes, and
     * the tensor {@code labels} (<a href="https://github.com/huggingface/safetensors#format">format</a>). Labels come first:
     * the wider type does, so that each tensor is aligned.
     */
    private static ByteBuffer header(FeatureIndex index) {
        byte[] json = Json.line(object(index)).getBytes(StandardCharsets.UTF_8);
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (length > LONGEST) {
            throw new CommandFailure("the names of " + index.rows().size() + " items do not fit into the header of a"
                    + " safetensors file (" + LONGEST + " bytes); use --format npy or parquet");
        }
        long[] labels = index.labels();
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + length + Long.BYTES * labels.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(json)
                .put(" ".repeat(length - json.length).getBytes(StandardCharsets.US_ASCII));
        for (long label : labels) {
            header.putLong(label);
        }
        return header.flip();
    }

    private static ObjectNode object(FeatureIndex index) {
        FeatureRow first = index.uniform("safetensors");
        int items = index.rows().size();
        long labelBytes = (long) Long.BYTES * items;
        ObjectNode json = Json.object();
        json.set("__metadata__", metadata(index));
        tensor(json.putObject("labels"), "I64", 0, labelBytes).add(items);
        ArrayNode shape = tensor(
                json.putObject("features"),
                "F" + Byte.SIZE * first.dtype().size(),
                labelBytes,
                labelBytes + items * first.bytes());
        shape.add(items);
        first.shape().forEach(shape::add);
        return json;
    }

    /** @return the shape, still empty */
    private static ArrayNode tensor(ObjectNode tensor, String dtype, long from, long to) {
        ArrayNode shape = tensor.put("dtype", dtype).putArray("shape");
        tensor.putArray("data_offsets").add(from).add(to);
        return shape;
    }

    /** Values are texts: the format allows no others. */
    private static ObjectNode metadata(FeatureIndex index) {
        return Json.object()
                .put("run", index.run())
                .put("model", index.model())
                .put("digest", index.digests())
                .put("name", index.kind())
                .put("task", index.task())
                .put("software", index.software())
                .put("classes", Json.line(index.classes()))
                .put("items", column(index, FeatureRow::item))
                .put("images", column(index, FeatureRow::image));
    }

    private static String column(FeatureIndex index, Function<FeatureRow, String> value) {
        return Json.line(index.rows().stream().map(value).toList());
    }
}
