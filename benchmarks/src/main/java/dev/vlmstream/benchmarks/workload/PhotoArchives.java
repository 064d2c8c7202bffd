package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.inference.ImageBatch.EncodedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Large datasets out of few photos: going round them, each with its number behind its last byte, which decoders skip, so
 * that no two have the same digest.
 */
public final class PhotoArchives {
    private static final int CLASSES = 1000;
    private static final int BLOCK = 512;
    private static final long ROW_GROUP_BYTES = 32L << 20;
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("message photos {"
            + " optional group image { optional binary bytes; optional binary path (UTF8); } optional int64 label; }");

    private PhotoArchives() {}

    /** Names of classes, a line each. */
    public static Path classes(Path file) {
        try {
            return Files.write(file, names());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static List<String> names() {
        return IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
    }

    /** A WebDataset shard: {@code NUMBER.jpg} and {@code NUMBER.cls} of each. */
    public static Path webDataset(Path file, List<EncodedImage> photos, int items) {
        try (OutputStream tar = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < items; i++) {
                member(tar, name(i) + ".jpg", image(photos, i));
                member(tar, name(i) + ".cls", String.valueOf(i % CLASSES).getBytes(StandardCharsets.US_ASCII));
            }
            tar.write(new byte[2 * BLOCK]);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** As the Hugging Face hub keeps images: a struct of bytes and path, and a number whose names stand in the metadata. */
    public static Path parquet(Path file, List<EncodedImage> photos, int items) {
        SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withType(SCHEMA)
                .withExtraMetaData(Map.of("huggingface", features()))
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .build()) {
            for (int i = 0; i < items; i++) {
                Group row = groups.newGroup();
                row.addGroup("image")
                        .append("bytes", Binary.fromConstantByteArray(image(photos, i)))
                        .append("path", name(i) + ".jpg");
                writer.write(row.append("label", (long) (i % CLASSES)));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String features() {
        return names().stream()
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(
                        ",",
                        "{\"info\":{\"features\":{\"image\":{\"_type\":\"Image\"},\"label\":{\"_type\":\"ClassLabel\",\"names\":[",
                        "]}}}}"));
    }

    private static byte[] image(List<EncodedImage> photos, int number) {
        byte[] photo = photos.get(number % photos.size()).bytes();
        return ByteBuffer.allocate(photo.length + Integer.BYTES)
                .put(photo)
                .putInt(number)
                .array();
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "%08d", number);
    }

    /** A ustar header and the content, filled up to whole blocks. */
    private static void member(OutputStream tar, String name, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format(Locale.ROOT, "%011o\0", content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xFF;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
