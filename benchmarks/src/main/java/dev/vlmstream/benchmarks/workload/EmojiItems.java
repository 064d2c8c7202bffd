package dev.vlmstream.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The demo's dataset as the user would send it, over and over where more items are wanted than it has. */
public final class EmojiItems {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final List<JsonNode> lines = new ArrayList<>();
    private final List<String> classes = new ArrayList<>();

    /** @param home the directory that the project lies in */
    public EmojiItems(Path home) {
        directory = home.resolve("demo/data/emoji");
        try {
            for (String line : Files.readAllLines(directory.resolve("emoji.jsonl"))) {
                lines.add(JSON.readTree(line));
            }
            JSON.readTree(directory.resolve("emoji_classes.json").toFile()).forEach(name -> classes.add(name.asText()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the demo's data in " + directory, e);
        }
    }

    /** An open-world run. */
    public RunManifest.Builder manifest(String run, List<String> models, long items) {
        return RunManifest.newBuilder()
                .setRun(run)
                .setDataset("emoji")
                .setTask("open-world")
                .setPrompt(Manifests.QUESTION)
                .setClasses(classes)
                .setTemplates(List.of("A photo of a {}"))
                .setModels(models)
                .setItems(items)
                .setSoftwareVersion("benchmarks")
                .setCreatedAt(System.currentTimeMillis());
    }

    /** The item with the id {@code item-NUMBER}. */
    public Item.Builder item(String run, int number) {
        JsonNode line = lines.get(number % lines.size());
        return Item.newBuilder()
                .setRun(run)
                .setItemId("item-" + number)
                .setImage(image(line.get("image").asText()))
                .setLabel(line.get("label").asText())
                .setLabelIndex(line.get("label_idx").asInt());
    }

    /** The same with an image that no other item has: bytes behind a PNG's end change its digest, not its pixels. */
    public Item.Builder distinctItem(String run, int number) {
        JsonNode line = lines.get(number % lines.size());
        return item(run, number)
                .setImage(image(
                        line.get("image").asText(),
                        ByteBuffer.allocate(4).putInt(number).array()));
    }

    private ImageRef image(String name, byte... behind) {
        try {
            byte[] file = Files.readAllBytes(directory.resolve(name));
            byte[] bytes = Arrays.copyOf(file, file.length + behind.length);
            System.arraycopy(behind, 0, bytes, file.length, behind.length);
            return ImageRef.newBuilder()
                    .setName(name)
                    .setSha256(Digest.of(bytes))
                    .setSize(bytes.length)
                    .setBytes(ByteBuffer.wrap(bytes))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory.resolve(name), e);
        }
    }
}
