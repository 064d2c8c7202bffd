package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.formats.TarFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with a small heap reads a dataset many times as large, once for what is said of the images, once for them. */
class LargeDatasetTest {
    private static final int ITEMS = 20_000;
    private static final int IMAGE_BYTES = 50_000;
    private static final String HEAP = "-Xmx48m";

    @TempDir
    Path folder;

    /** Run in the small process. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws Exception {
            List<DatasetItem> items =
                    Datasets.read(Path.of(args[0]), ReadOptions.ALL).items();
            CRC32 sum = new CRC32();
            for (DatasetItem item : items) {
                sum.update(item.image().bytes());
            }
            System.out.println(items.size() + " " + sum.getValue());
        }
    }

    @Test
    void aTarOfAGigabyte() throws Exception {
        CRC32 sum = new CRC32();
        Path tar = folder.resolve("set.tar");
        try (OutputStream out = Files.newOutputStream(tar)) {
            for (int i = 0; i < ITEMS; i++) {
                byte[] image = image(i);
                sum.update(image);
                out.write(new TarFile()
                        .add(i + ".jpg", image)
                        .add(i + ".cls", "class " + i % 10)
                        .unfinished());
            }
            out.write(new byte[1024]);
        }
        assertThat(read(tar)).isEqualTo(ITEMS + " " + sum.getValue());
    }

    @Test
    void aTableWithImagesAsBase64() throws Exception {
        CRC32 sum = new CRC32();
        Path tsv = folder.resolve("set.tsv");
        try (OutputStream out = Files.newOutputStream(tsv)) {
            out.write("image\tlabel\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < ITEMS / 10; i++) {
                byte[] image = image(i);
                sum.update(image);
                out.write(Base64.getEncoder().encode(image));
                out.write(("\tclass " + i % 10 + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(read(tsv)).isEqualTo(ITEMS / 10 + " " + sum.getValue());
    }

    private static byte[] image(int seed) {
        byte[] image = new byte[IMAGE_BYTES];
        new Random(seed).nextBytes(image);
        return image;
    }

    private static String read(Path dataset) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        dataset.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader()) {
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
            return lines.get(lines.size() - 1);
        }
    }
}
