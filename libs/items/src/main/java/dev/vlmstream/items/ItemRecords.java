package dev.vlmstream.items;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.evaluation.QuestionLabels;
import dev.vlmstream.evaluation.sampling.StudyDraw.Drawn;
import dev.vlmstream.evaluation.tasks.TaskLookup;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Items as they travel: a dataset's, and those that someone pushed as JSON. */
public final class ItemRecords {
    private ItemRecords() {}

    /** Makes the items of one run. */
    public static final class OfRun {
        private final String run;
        private final Set<String> fields;

        public OfRun(RunManifest manifest) {
            this.run = manifest.getRun();
            this.fields = TaskLookup.wordingFields(
                    manifest.getDefinition(), manifest.getBenchmark(), manifest.getPromptStyle());
        }

        /**
         * An item of the run's dataset as someone might have pushed it.
         *
         * @param image its bytes; null: it is fetched by its name, or there is none
         */
        public PushedItem pushed(Drawn<DatasetItem> drawn, byte @Nullable [] image) {
            DatasetItem line = drawn.line();
            return new PushedItem(
                    line.itemId(),
                    run,
                    line.imageName(),
                    image,
                    null,
                    line.text(),
                    line.label(),
                    line.labelIndex(),
                    line.split(),
                    drawn.choices(),
                    line.answers(),
                    line.options(),
                    line.ocrTokens(),
                    line.className(),
                    line.group(),
                    line.category(),
                    line.fields(fields));
        }

        /** The record of an item of the run's dataset; {@code image} null: it has none. */
        public Item item(Drawn<DatasetItem> drawn, @Nullable ImageRef image) {
            return ItemRecords.item(pushed(drawn, null), run, image);
        }
    }

    /**
     * The record of an item that was pushed.
     *
     * @param run null where the sender left it out
     * @param image null: there is none, or it is still to be fetched
     */
    public static Item item(PushedItem pushed, @Nullable String run, @Nullable ImageRef image) {
        String name = imageName(pushed, image == null ? pushed.imageSha256() : image.getSha256());
        return Item.newBuilder()
                .setRun(run == null ? "" : run)
                .setItemId(pushed.id() != null ? pushed.id() : ItemIds.of(name, pushed.text(), pushed.label()))
                .setImage(image)
                .setText(pushed.text())
                .setLabel(pushed.label() == null ? QuestionLabels.label(pushed.answers()) : pushed.label())
                .setLabelIndex(pushed.labelIndex())
                .setChoices(pushed.choices())
                .setAnswers(pushed.answers())
                .setOptions(pushed.options())
                .setOcrTokens(pushed.ocrTokens())
                .setFields(pushed.fields())
                .setCategory(pushed.category())
                .setGroup(pushed.group())
                .setClassName(pushed.className())
                .build();
    }

    /** What the image of a pushed item is called; null if it has none. */
    public static @Nullable String imageName(PushedItem pushed, @Nullable String digest) {
        return pushed.imageAddress() == null ? digest : pushed.imageAddress();
    }

    /**
     * A record as JSON, as anyone may push it: ingest reads the same item from it, with the same id. An image without bytes is
     * named by its digest: the store has it.
     */
    public static byte[] json(Item item) {
        ObjectNode json = JsonRecords.MAPPER.createObjectNode().put("id", item.getItemId());
        ImageRef image = item.getImage();
        if (image != null) {
            json.put("image", image.getName()).put("image_sha256", image.getSha256());
            if (image.getBytes() != null) {
                json.put("image_bytes", image.getBytes().array());
            }
        }
        put(json, "text", item.getText());
        json.put("label", item.getLabel());
        if (item.getLabelIndex() != null) {
            json.put("label_idx", item.getLabelIndex());
        }
        put(json, "choices", item.getChoices());
        put(json, "answers", item.getAnswers());
        put(json, "options", item.getOptions());
        put(json, "ocr_tokens", item.getOcrTokens());
        put(json, "classname", item.getClassName());
        put(json, "group", item.getGroup());
        put(json, "category", item.getCategory());
        if (!item.getFields().isEmpty()) {
            ObjectNode fields = json.putObject("fields");
            item.getFields().forEach(fields::put);
        }
        try {
            return JsonRecords.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an item that was read can be written", e);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable String text) {
        if (text != null) {
            json.put(field, text);
        }
    }

    private static void put(ObjectNode json, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(json.putArray(field)::add);
        }
    }
}
