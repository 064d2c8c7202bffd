package dev.vlmstream.datasets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.datasets.formats.CorpusFile;
import dev.vlmstream.datasets.formats.CorpusForm;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.formats.TarFile;
import dev.vlmstream.datasets.image.ImageData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a dataset of whatever format, a class list or a corpus: read, or refused in words. */
class DatasetsFuzzTest {
    private static final Path OUTSIDE = outside();
    private static final Path FOLDER = OUTSIDE.resolve("inside/sets");
    private static final Path DATASET = FOLDER.resolve("set.jsonl");
    private static final Path CLASSES = FOLDER.resolve("set_classes.json");
    private static final CorpusForm FORM = new CorpusForm(Optional.empty(), Optional.empty());

    private static Path outside() {
        try {
            Path outside =
                    Files.createTempDirectory(Path.of("target"), "datasets").toRealPath();
            Path sets = Files.createDirectories(outside.resolve("inside/sets"));
            Files.createFile(outside.resolve("canary.png"));
            Files.createFile(outside.resolve("inside/b.png"));
            Files.createFile(sets.resolve("a.png"));
            return outside;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> files() throws IOException {
        String lines = "{\"image\":\"a.png\",\"label\":\"ant\",\"label_idx\":0,\"split\":\"valid\",\"x\":[1]}\n"
                + "{\"image\":\"../../canary.png\",\"text\":\"Which?\",\"answers\":[\"b\"],\"options\":[\"c\"]}\n";
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("{\"text\":\"a cat\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        return Stream.of(
                        "\0" + lines,
                        "\0[" + lines.replace("}\n{", "},\n{") + "]",
                        "\1[\"ant\",\"bee\"]",
                        "\1ant\nbee\n",
                        "\2{\"text\":\"a cat\"}\n{\"conversations\":[{\"from\":\"gpt\",\"value\":\"a dog\"}]}\n",
                        "\2[\"a\",{\"text\":[\"b\",\"c\"]}]",
                        "\3" + packed.toString(StandardCharsets.ISO_8859_1),
                        "\0image,label\na.png,ant\n\"../../canary.png\",\"b\"\"e\"\n",
                        "\0index\timage\tquestion\tA\tB\tanswer\n1\t/9j/" + "A".repeat(96)
                                + "\tWhich?\tx\ty\tA\n2\t1\t?\ty\tx\tB\n",
                        "\0" + new String(archive(), StandardCharsets.ISO_8859_1),
                        "\0" + table())
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static byte[] archive() throws IOException {
        return new TarFile()
                .add("../../canary.png", "x")
                .add("../../canary.cls", "1")
                .add("a.json", "{\"question\": \"Which?\", \"answers\": [\"b\"]}")
                .bytes();
    }

    private static String table() throws IOException {
        byte[] parquet = Files.readAllBytes(Path.of("src/test/resources/datasets/tiny.parquet"));
        return new String(parquet, StandardCharsets.ISO_8859_1);
    }

    /** The first byte picks what the rest is. */
    @MethodSource("files")
    @FuzzTest
    void bytes(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] rest = java.util.Arrays.copyOfRange(input, 1, input.length);
        try {
            switch ((input[0] & 0xff) % 4) {
                case 0 -> dataset(rest);
                case 1 -> classes(rest);
                case 2 -> corpus(FOLDER.resolve("corpus.json"), rest);
                default -> corpus(FOLDER.resolve("corpus.gz"), rest);
            }
        } catch (DatasetException e) {
            // What is none is refused so.
        }
    }

    private static void dataset(byte[] bytes) throws IOException, DatasetException {
        Files.deleteIfExists(CLASSES);
        Files.write(DATASET, bytes);
        for (DatasetItem item : Datasets.read(DATASET, ReadOptions.ALL).items()) {
            if (item.image() != null && item.image().file().isEmpty()) {
                readInside(item.image());
                continue;
            }
            boolean relative = item.image() != null && !item.imageName().matches("(?s)(file:(//)?)?/.*");
            if (relative && !item.image().file().orElseThrow().toRealPath().startsWith(OUTSIDE.resolve("inside"))) {
                throw new AssertionError(item.imageName() + " leads to " + item.image());
            }
        }
    }

    /** What lies within the dataset is read from there, or refused. */
    private static void readInside(ImageData image) {
        try {
            image.bytes();
        } catch (IOException e) {
            // Said by the reader, too.
        }
    }

    private static void classes(byte[] bytes) throws IOException, DatasetException {
        Files.writeString(DATASET, "{\"image\":\"a.png\",\"label\":\"ant\"}");
        Files.write(CLASSES, bytes);
        Datasets.read(DATASET, ReadOptions.ALL);
    }

    private static void corpus(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try {
            new CorpusFile(file).read(batch -> batch.texts(FORM), read -> {});
        } catch (IOException | IllegalArgumentException e) {
            // Said by the reader, too.
        }
    }
}
