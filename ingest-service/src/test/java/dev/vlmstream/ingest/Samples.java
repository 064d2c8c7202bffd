package dev.vlmstream.ingest;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Manifests, items and records to begin with. */
public final class Samples {
    static final List<String> CLASSES = List.of("cat", "dog", "cow", "hen", "pig", "ewe");

    private static final Random RANDOM = new Random(4);

    private Samples() {}

    static RunManifest.Builder manifest(String run) {
        return RunManifest.newBuilder()
                .setRun(run)
                .setDataset("animals")
                .setTask("open-world")
                .setPrompt("What type of object is in this photo?")
                .setClasses(CLASSES)
                .setModels(List.of("m"))
                .setSoftwareVersion("test")
                .setCreatedAt(1);
    }

    static Item.Builder item(String label) {
        return Item.newBuilder().setRun("r").setItemId("i").setLabel(label);
    }

    static ImageRef inline(byte[] bytes) {
        return new ImageRef("named.png", Digest.of(bytes), (long) bytes.length, null, ByteBuffer.wrap(bytes), null);
    }

    static byte[] png(int width, int height) {
        return png(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    /** A picture that no format makes small, each time another. */
    public static byte[] noise(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, RANDOM.nextInt(1 << 24));
        }
        return png(image);
    }

    private static byte[] png(BufferedImage image) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConsumerRecord<byte[], byte[]> record(String json) {
        return record(json.getBytes(StandardCharsets.UTF_8));
    }

    static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>(
                "items",
                0,
                0,
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
