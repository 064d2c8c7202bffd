package dev.vlmstream.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Rows of Parquet as JSON: lists as arrays, whichever of the ways to write lists a file has. */
final class GroupFields {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private GroupFields() {}

    /** Null values are left out. */
    static ObjectNode of(Group group) {
        ObjectNode fields = JSON.objectNode();
        for (int i = 0; i < group.getType().getFieldCount(); i++) {
            Type type = group.getType().getType(i);
            if (type.isRepetition(Type.Repetition.REPEATED)) {
                fields.set(type.getName(), repeated(group, i));
            } else if (group.getFieldRepetitionCount(i) > 0) {
                fields.set(type.getName(), value(group, i, 0));
            }
        }
        return fields;
    }

    private static ArrayNode repeated(Group group, int field) {
        ArrayNode values = JSON.arrayNode();
        for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
            values.add(value(group, field, i));
        }
        return values;
    }

    private static JsonNode value(Group group, int field, int index) {
        Type type = group.getType().getType(field);
        if (!type.isPrimitive()) {
            Group inner = group.getGroup(field, index);
            return isList(type.asGroupType()) ? list(inner) : of(inner);
        }
        return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> JSON.numberNode(group.getInteger(field, index));
            case INT64 -> whole(group.getLong(field, index));
            case BOOLEAN -> JSON.booleanNode(group.getBoolean(field, index));
            case FLOAT -> JSON.numberNode(group.getFloat(field, index));
            case DOUBLE -> JSON.numberNode(group.getDouble(field, index));
            case BINARY -> JSON.textNode(group.getBinary(field, index).toStringUsingUTF8());
            default -> JSON.textNode(group.getValueToString(field, index));
        };
    }

    /** As JSON's numbers are read, which have no width. */
    private static JsonNode whole(long value) {
        return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
    }

    static boolean isList(GroupType type) {
        return LogicalTypeAnnotation.listType().equals(type.getLogicalTypeAnnotation()) && type.getFieldCount() == 1;
    }

    /** A group that repeats a group of one element, or, in older files, the element itself. */
    private static ArrayNode list(Group list) {
        ArrayNode values = JSON.arrayNode();
        Type repeated = list.getType().getType(0);
        boolean wrapped = !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1;
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            if (!wrapped) {
                values.add(value(list, 0, i));
            } else if (list.getGroup(0, i).getFieldRepetitionCount(0) > 0) {
                values.add(value(list.getGroup(0, i), 0, 0));
            }
        }
        return values;
    }
}
