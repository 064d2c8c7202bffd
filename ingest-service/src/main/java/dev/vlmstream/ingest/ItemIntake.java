package dev.vlmstream.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.ImageSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes items before they are records: looks at them as the loop over the topic does, by the same code, so that what is taken here
 * becomes a question there. Images lie in the store, where there is one, when their items are handed out. Not for several threads.
 */
public final class ItemIntake {
    /** A line may become a tree of many times its size: one is read at a time. */
    private static final Object READING = new Object();

    private final JsonImages jsonImages;
    private final ImageKeeper keeper;
    private final ItemChecker checker;

    public ItemIntake(ImageSource source, StreamConfig config) {
        this.jsonImages = new JsonImages(source, config.images().roots().orElse(List.of()));
        this.keeper = new ImageKeeper(
                source, ImageCheck.of(config.images()), config.images().inlineBytes());
        this.checker = new ItemChecker(keeper);
    }

    /** An item as it came: the number of its line, and its JSON. */
    public record Line(long number, byte[] json) {}

    /** An item that can be asked, with its run and id. */
    public record Taken(long line, Item item) {}

    /** What is told of a line that cannot be. */
    public interface Refusals {
        /** @param error what is wrong, and what would be right */
        void refuse(long line, String error);
    }

    /**
     * Those of some lines that can be asked in a run.
     *
     * @throws dev.vlmstream.datasets.store.StoreException if the image store is full or away
     */
    public List<Taken> take(List<Line> lines, RunManifest manifest, Refusals refusals) {
        List<Parsed> parsed = new ArrayList<>();
        for (Line line : lines) {
            try {
                parsed.add(new Parsed(line.number(), pushedItem(line.json(), manifest.getRun())));
            } catch (RejectedException | IllegalArgumentException e) {
                refusals.refuse(line.number(), e.getMessage());
            }
        }
        return check(parsed, manifest, refusals);
    }

    /**
     * Those of some items that can be asked in a run.
     *
     * @throws dev.vlmstream.datasets.store.StoreException if the image store is full or away
     */
    public List<Taken> check(List<Parsed> parsed, RunManifest manifest, Refusals refusals) {
        keeper.begin();
        List<Taken> taken = new ArrayList<>();
        try (HttpBatch fetched =
                jsonImages.fetch(parsed.stream().map(Parsed::item).toList())) {
            for (Parsed one : parsed) {
                try {
                    taken.add(new Taken(one.line(), checked(one.item(), fetched, manifest)));
                } catch (RejectedException | IllegalArgumentException e) {
                    refusals.refuse(one.line(), e.getMessage());
                }
            }
        }
        keeper.store();
        return taken;
    }

    /** An item that was read, and the number of its line. */
    public record Parsed(long line, PushedItem item) {}

    /**
     * One item whose image came beside it.
     *
     * @param name what the image is called where the JSON does not say
     * @throws RejectedException if it cannot be asked in the run
     * @throws dev.vlmstream.datasets.store.StoreException if the image store is full or away
     */
    public Item take(byte[] json, byte[] image, @Nullable String name, RunManifest manifest) {
        keeper.begin();
        ObjectNode line = line(json, manifest.getRun());
        if (!line.hasNonNull("image_sha256")) {
            line.put("image_sha256", Digest.of(image));
        }
        if (!line.hasNonNull("image") && name != null) {
            line.put("image", name);
        }
        PushedItem pushed = RecordReader.pushedItem(line);
        if (pushed.imageBytes() != null) {
            throw new RejectedException("has an image already, and another one came with it");
        }
        PushedItem whole = pushed.withImageBytes(image);
        try (HttpBatch nothing = jsonImages.fetch(List.of(whole))) {
            Item taken = checked(whole, nothing, manifest);
            keeper.store();
            return taken;
        }
    }

    private Item checked(PushedItem pushed, HttpBatch fetched, RunManifest manifest) {
        String run = manifest.getRun();
        Item item = jsonImages.item(JsonImages.line(pushed, run), run, fetched);
        ImageRef image = checker.check(item, manifest).reference().getImage();
        return Item.newBuilder(item).setImage(image).build();
    }

    private static PushedItem pushedItem(byte[] json, String run) {
        synchronized (READING) {
            return RecordReader.pushedItem(line(json, run));
        }
    }

    private static ObjectNode line(byte[] json, String run) {
        ObjectNode line = (ObjectNode) RecordReader.json(json);
        switch (RecordReader.kind(line)) {
            case MANIFEST -> throw new RejectedException("this is a run's manifest; post it to /api/runs");
            case CLOSING -> throw new RejectedException("this closes a run; post it to /api/runs/" + run + "/close");
            case LINE -> {
                if (line.path("run").isTextual() && !line.get("run").asText().equals(run)) {
                    throw new RejectedException(
                            "names the run \"" + line.get("run").asText() + "\", but was sent to \"" + run + "\"");
                }
            }
        }
        return line;
    }
}
