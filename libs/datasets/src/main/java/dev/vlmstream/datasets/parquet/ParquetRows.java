package dev.vlmstream.datasets.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Reading.Row;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.image.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The rows of one file. */
final class ParquetRows {
    private final Path path;
    private final ParquetFileReader reader;
    private final @Nullable String split;
    private final Reading to;
    private final MessageType schema;
    private final Columns columns;
    private final HubFeatures features;
    private final @Nullable String imageField;
    private final @Nullable ImageColumn images;
    private final List<String> classNames;

    /**
     * @param split the split that the file's name says; null if it says none
     * @param passed where images are kept that were passed on the way to others
     */
    ParquetRows(Path path, ParquetFileReader reader, @Nullable String split, PassedImages passed, Reading to)
            throws DatasetException {
        this.path = path;
        this.reader = reader;
        this.split = split;
        this.to = to;
        this.schema = reader.getFileMetaData().getSchema();
        this.features = HubFeatures.of(reader.getFileMetaData().getKeyValueMetaData());
        List<String> names = schema.getFields().stream().map(Type::getName).toList();
        List<String> classes = names.stream()
                .filter(name -> !features.classNames(name).isEmpty())
                .toList();
        this.columns = to.columns(names, classes);
        // What is composed of columns names files.
        this.imageField =
                columns.isComposed("image") ? null : columns.of("image").orElseGet(this::onlyImage);
        Optional<ColumnDescriptor> bytes =
                imageField == null ? Optional.empty() : Schemas.imageBytes(schema, imageField);
        requireImages(names, bytes.isPresent());
        to.requireFields(path, columns, names, classes, imageField != null);
        this.images = bytes.map(column -> new ImageColumn(
                        path,
                        column,
                        schema,
                        reader.getRowGroups(),
                        reader.getFileMetaData().getCreatedBy(),
                        passed))
                .orElse(null);
        this.classNames =
                classNames(columns.of("label").map(features::classNames).orElse(List.of()));
    }

    /** Those of a class list that was given, if it names the same classes otherwise. */
    private List<String> classNames(List<String> embedded) {
        if (embedded.isEmpty()) {
            return embedded;
        }
        to.classes(new ClassList(embedded));
        ClassList list = to.classes();
        boolean otherwise = list.names().size() == embedded.size()
                && !list.indices().keySet().containsAll(embedded);
        return otherwise ? list.names() : embedded;
    }

    /** The only column that the hub's features call an image. */
    private @Nullable String onlyImage() {
        List<String> images = features.images();
        return images.size() == 1 && schema.containsField(images.get(0)) ? images.get(0) : null;
    }

    private void requireImages(List<String> names, boolean bytes) throws DatasetException {
        if (imageField == null
                && columns.of("image").isEmpty()
                && features.images().size() > 1) {
            String first = features.images().get(0);
            throw new DatasetException(
                    path,
                    "each of the columns " + String.join(", ", features.images())
                            + " holds images, and an item has one; say which one: --map image=" + first);
        }
        if (imageField != null && !bytes && !Schemas.hasImageNames(schema, imageField)) {
            throw new DatasetException(
                    path,
                    "column '" + imageField + "' holds no images but "
                            + schema.getType(imageField).toString().replaceAll("\\s+", " ")
                            + "; images are bytes, a struct {bytes, path}, or files' names, each also as a list of"
                            + " one: --map image=COLUMN names another of " + String.join(", ", names));
        }
    }

    void read() throws IOException, DatasetException {
        requireOneImage();
        Set<String> texts = columns.names();
        texts.remove(imageField);
        MessageType read = Schemas.withoutBytes(schema, texts);
        reader.setRequestedSchema(read);
        long number = 0;
        for (int group = 0; group < reader.getRowGroups().size(); group++) {
            long rows = reader.getRowGroups().get(group).getRowCount();
            boolean complete = images != null && !mayLackImages(group);
            int window = images == null ? 0 : images.window(group);
            if (window > 0) {
                to.window(window);
            }
            RecordReader<Group> records = read.getFieldCount() == 0 || rows == 0 ? null : records(read, group);
            for (long row = 0; row < rows; row++) {
                number++;
                String place = "row " + number + " of " + path.getFileName();
                ObjectNode fields =
                        records == null ? JsonNodeFactory.instance.objectNode() : GroupFields.of(records.read());
                try {
                    to.add(row(place, fields, complete, group, row, number));
                } catch (InvalidItemException e) {
                    to.bad(place, e.getMessage());
                }
            }
        }
    }

    private void requireOneImage() throws DatasetException {
        if (images != null && images.count() != images.rows()) {
            throw new DatasetException(
                    path,
                    "column '" + imageField + "' has lists of several images (" + images.count() + " in "
                            + images.rows() + " rows), and an item has one; leave such rows out");
        }
    }

    private RecordReader<Group> records(MessageType read, int group) throws IOException {
        PageReadStore pages = reader.readRowGroup(group);
        return new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
                .getColumnIO(read, schema)
                .getRecordReader(pages, new GroupRecordConverter(read));
    }

    /** @param complete whether it is known that there is an image in each row of the group */
    private Row row(String place, ObjectNode values, boolean complete, int group, long row, long number)
            throws IOException {
        JsonNode struct = imageField == null ? MissingNode.getInstance() : alone(values.path(imageField));
        if (images != null) {
            values.remove(imageField);
        }
        ObjectNode fields = columns.rename(values);
        JsonNode named = fields.remove("name");
        String file = struct.path("path").asText();
        String name = !file.isBlank() ? file : named == null ? null : named.asText();
        label(fields);
        if (split != null && !fields.hasNonNull("split")) {
            fields.put("split", split);
        }
        if (images == null) {
            if (name != null && !fields.hasNonNull("image")) {
                fields.put("image", name);
            }
            return new Row(place, fields, null);
        }
        ImageData image = new ParquetImage(images, group, row, number);
        if (name == null || name.isBlank() || !complete) {
            byte[] bytes = images.read(group, row);
            if (bytes == null) {
                if (!file.isBlank()) {
                    fields.put("image", file);
                }
                return new Row(place, fields, null);
            }
            name = name == null || name.isBlank() ? Digest.name(bytes) : name;
        }
        fields.put("image", name);
        return new Row(place, fields, image);
    }

    private static JsonNode alone(JsonNode value) {
        return value.isArray() && value.size() == 1 ? value.get(0) : value;
    }

    /** A class label's number is one of its names, or -1 where it is not known. */
    private void label(ObjectNode fields) {
        if (classNames.isEmpty() || !fields.path("label").isIntegralNumber()) {
            return;
        }
        int index = fields.get("label").asInt();
        fields.remove("label");
        if (index >= 0 && index < classNames.size()) {
            fields.put("label", classNames.get(index));
            fields.put("label_idx", index);
        }
    }

    /** Unless the row group, or the index of its pages, says that each row has one: not all writers count what is large. */
    private boolean mayLackImages(int group) throws IOException {
        for (ColumnChunkMetaData chunk : reader.getRowGroups().get(group).getColumns()) {
            if (chunk.getPath().toArray()[0].equals(imageField)
                    && chunk.getPrimitiveType().getLogicalTypeAnnotation() == null
                    && nulls(chunk) != 0) {
                return true;
            }
        }
        return false;
    }

    /** How many rows of a column have no value; -1 if the file does not say. */
    private long nulls(ColumnChunkMetaData chunk) throws IOException {
        if (chunk.getStatistics().isNumNullsSet()) {
            return chunk.getStatistics().getNumNulls();
        }
        ColumnIndex index = reader.readColumnIndex(chunk);
        return index == null || index.getNullCounts() == null
                ? -1
                : index.getNullCounts().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * An image in a row.
     *
     * @param group the row group, from 0
     * @param row in the row group, from 0
     * @param number of the row in the file, from 1
     */
    private record ParquetImage(ImageColumn column, int group, long row, long number) implements ImageData {
        @Override
        public byte[] bytes() throws IOException {
            byte[] image = column.read(group, row);
            if (image == null) {
                throw new IOException("there is no image in it");
            }
            return image;
        }

        /** A row's bytes stand behind those of the rows before it. */
        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }

        @Override
        public String toString() {
            return column.file() + ", row " + number;
        }
    }

    /**
     * What the hub's library says of the columns in a file's metadata, under the key {@code huggingface}.
     *
     * @param features by column; nothing where the file has none
     */
    private record HubFeatures(JsonNode features) {
        static HubFeatures of(Map<String, String> metadata) {
            String json = metadata.get("huggingface");
            try {
                return new HubFeatures(
                        json == null
                                ? MissingNode.getInstance()
                                : JsonRecords.tree(json).path("info").path("features"));
            } catch (JsonProcessingException e) {
                // Whoever wrote it meant nothing by it; the columns speak for themselves.
                return new HubFeatures(MissingNode.getInstance());
            }
        }

        /** The names of a class label's numbers, in their order; empty if the column is none. */
        List<String> classNames(String column) {
            JsonNode feature = features.path(column);
            List<String> names = new ArrayList<>();
            if (feature.path("_type").asText().equals("ClassLabel")) {
                feature.path("names").forEach(name -> names.add(name.asText()));
            }
            return names;
        }

        /** The columns that are images, or if there are none, those that are lists of them. */
        List<String> images() {
            List<String> images = new ArrayList<>();
            List<String> lists = new ArrayList<>();
            features.fields().forEachRemaining(column -> {
                JsonNode feature = column.getValue();
                if (isImage(feature)) {
                    images.add(column.getKey());
                } else if (isImage(feature.path("feature")) || isImage(feature.path(0))) {
                    lists.add(column.getKey());
                }
            });
            return images.isEmpty() ? lists : images;
        }

        private static boolean isImage(JsonNode feature) {
            return feature.path("_type").asText().equals("Image");
        }
    }
}
