package dev.vlmstream.datasets.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Which parts of a file's schema are images, and which are read with the rows. */
final class Schemas {
    private static final String BYTES = "bytes";
    private static final String PATH = "path";
    private static final int DEEPEST = 20;

    private Schemas() {}

    /**
     * The bytes of an image column: the column itself, or, of the hub's image structs, their {@code bytes}; of lists, those of
     * their elements.
     */
    static Optional<ColumnDescriptor> imageBytes(MessageType schema, String column) {
        List<String> path = new ArrayList<>();
        Type image = image(schema.getType(column), path);
        if (has(image, BYTES)) {
            image = image.asGroupType().getType(BYTES);
            path.add(BYTES);
        }
        return isBytes(image)
                ? Optional.of(schema.getColumnDescription(path.toArray(String[]::new)))
                : Optional.empty();
    }

    /** Whether a column names files: by texts, or the {@code path} of structs; of lists, by those of their elements. */
    static boolean hasImageNames(MessageType schema, String column) {
        Type image = image(schema.getType(column), new ArrayList<>());
        Type name = has(image, PATH) ? image.asGroupType().getType(PATH) : image;
        return name.isPrimitive() && isText(name);
    }

    /**
     * The type of the images in a column: its own, or that of its lists' elements.
     *
     * @param path to which the names are added that lead there
     */
    private static Type image(Type type, List<String> path) {
        path.add(type.getName());
        if (type.isPrimitive() || !GroupFields.isList(type.asGroupType())) {
            return type;
        }
        Type repeated = type.asGroupType().getType(0);
        path.add(repeated.getName());
        if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 1) {
            return repeated;
        }
        Type element = repeated.asGroupType().getType(0);
        path.add(element.getName());
        return element;
    }

    private static boolean has(Type type, String field) {
        return !type.isPrimitive() && type.asGroupType().containsField(field);
    }

    private static boolean isBytes(Type type) {
        return type.isPrimitive()
                && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && !isText(type);
    }

    static boolean isText(Type type) {
        LogicalTypeAnnotation kind = type.getLogicalTypeAnnotation();
        return LogicalTypeAnnotation.stringType().equals(kind)
                || LogicalTypeAnnotation.enumType().equals(kind)
                || LogicalTypeAnnotation.jsonType().equals(kind);
    }

    /**
     * The schema without bytes that are no text: they are images, or nothing that an item has.
     *
     * @param texts columns that are texts though their writer did not note so
     */
    static MessageType withoutBytes(MessageType schema, Set<String> texts) {
        List<Type> columns = new ArrayList<>();
        for (Type column : schema.getFields()) {
            columns.addAll(texts.contains(column.getName()) ? List.of(column) : withoutBytes(List.of(column), 0));
        }
        return new MessageType(schema.getName(), columns);
    }

    private static List<Type> withoutBytes(List<Type> types, int depth) {
        List<Type> kept = new ArrayList<>();
        for (Type type : types) {
            if (!type.isPrimitive()) {
                GroupType group = type.asGroupType();
                List<Type> fields = depth < DEEPEST ? withoutBytes(group.getFields(), depth + 1) : List.of();
                if (!fields.isEmpty()) {
                    kept.add(group.withNewFields(fields));
                }
            } else if (isText(type) || type.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
                kept.add(type);
            }
        }
        return kept;
    }

    /** The schema of one column. */
    static MessageType only(MessageType schema, ColumnDescriptor column) {
        return new MessageType(schema.getName(), only(schema, column.getPath(), 0));
    }

    private static Type only(GroupType group, String[] path, int depth) {
        Type type = group.getType(path[depth]);
        return type.isPrimitive() ? type : type.asGroupType().withNewFields(only(type.asGroupType(), path, depth + 1));
    }
}
