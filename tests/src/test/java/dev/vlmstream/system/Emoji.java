package dev.vlmstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The demo's dataset as events. */
final class Emoji {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Emoji() {}

    /** The dataset's lines, all splits. */
    static List<String> lines() {
        return lines("emoji.jsonl");
    }

    /** The lines of the questions about it. */
    static List<String> questions() {
        return lines("emojiwikiqa.jsonl");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Home.EMOJI.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> classes() {
        try {
            List<String> classes = new ArrayList<>();
            JSON.readTree(Home.EMOJI.resolve("emoji_classes.json").toFile())
                    .forEach(name -> classes.add(name.asText()));
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This many items, going round the dataset as often as needed. */
    static List<Item> items(String run, int count) {
        List<String> lines = lines();
        List<Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            JsonNode line = json(lines.get(i % lines.size()));
            items.add(Item.newBuilder()
                    .setRun(run)
                    .setItemId("item-" + i)
                    .setImage(image(line.get("image").asText()))
                    .setLabel(line.get("label").asText())
                    .setLabelIndex(line.get("label_idx").asInt())
                    .build());
        }
        return items;
    }

    static ImageRef image(String name) {
        try {
            byte[] bytes = Files.readAllBytes(Home.EMOJI.resolve(name));
            return image(name, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ImageRef image(String name, byte[] bytes) {
        return ImageRef.newBuilder()
                .setName(name)
                .setSha256(sha256(bytes))
                .setSize(bytes.length)
                .setBytes(ByteBuffer.wrap(bytes))
                .build();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static RunManifest manifest(String run, String task, List<String> models, Long items) {
        return RunManifest.newBuilder()
                .setRun(run)
                .setDataset("emoji")
                .setTask(task)
                .setPrompt("What type of object is in this photo?")
                .setClasses(classes())
                .setTemplates(List.of("A photo of a {}"))
                .setModels(models)
                .setItems(items)
                .setSoftwareVersion("test")
                .setCreatedAt(System.currentTimeMillis())
                .build();
    }
}
