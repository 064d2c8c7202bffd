package dev.vlmstream.datasets.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Which parts of a file's schema are images, and which are read with the rows. */
final class Schemas {
    private static final String BYTES = "bytes";
    private static final int DEEPEST = 20;

    private Schemas() {}

    /** The bytes of an image column: the column itself, or, of the hub's image structs, their {@code bytes}. */
    static Optional<ColumnDescriptor> imageBytes(MessageType schema, String column) {
        Type type = schema.getType(column);
        if (isBytes(type)) {
            return Optional.of(schema.getColumnDescription(new String[] {column}));
        }
        boolean struct = !type.isPrimitive()
                && !type.isRepetition(Type.Repetition.REPEATED)
                && type.asGroupType().containsField(BYTES)
                && isBytes(type.asGroupType().getType(BYTES));
        return struct ? Optional.of(schema.getColumnDescription(new String[] {column, BYTES})) : Optional.empty();
    }

    private static boolean isBytes(Type type) {
        return type.isPrimitive()
                && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && !type.isRepetition(Type.Repetition.REPEATED)
                && !isText(type);
    }

    static boolean isText(Type type) {
        LogicalTypeAnnotation kind = type.getLogicalTypeAnnotation();
        return LogicalTypeAnnotation.stringType().equals(kind)
                || LogicalTypeAnnotation.enumType().equals(kind)
                || LogicalTypeAnnotation.jsonType().equals(kind);
    }

    /** The schema without bytes that are no text: they are images, or nothing that an item has. */
    static MessageType withoutBytes(MessageType schema) {
        return new MessageType(schema.getName(), withoutBytes(schema.getFields(), 0));
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
        Type type = schema.getType(column.getPath()[0]);
        return new MessageType(
                schema.getName(),
                type.isPrimitive()
                        ? type
                        : type.asGroupType().withNewFields(type.asGroupType().getType(column.getPath()[1])));
    }
}
