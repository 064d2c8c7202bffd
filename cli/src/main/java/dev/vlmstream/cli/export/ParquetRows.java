package dev.vlmstream.cli.export;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Writes the values of rows to Parquet's record consumer, column by column. */
final class ParquetRows<R> extends WriteSupport<R> {
    private final List<ParquetColumn<R>> columns;
    private final Map<String, String> metadata;
    private RecordConsumer to;

    ParquetRows(List<ParquetColumn<R>> columns, Map<String, String> metadata) {
        this.columns = List.copyOf(columns);
        this.metadata = Map.copyOf(metadata);
    }

    @Override
    @SuppressWarnings("deprecation") // still abstract
    public WriteContext init(Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private WriteContext context() {
        List<Type> types = columns.stream().map(ParquetColumn::type).toList();
        return new WriteContext(new MessageType("row", types), metadata);
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        to = consumer;
    }

    @Override
    public void write(R row) {
        to.startMessage();
        for (int i = 0; i < columns.size(); i++) {
            Object value = columns.get(i).value().apply(row);
            if (value != null) {
                to.startField(columns.get(i).type().getName(), i);
                add(value);
                to.endField(columns.get(i).type().getName(), i);
            }
        }
        to.endMessage();
    }

    private void add(Object value) {
        if (value instanceof float[] floats) {
            addFloats(floats);
        } else if (value instanceof List<?> elements) {
            addList(elements);
        } else {
            addOne(value);
        }
    }

    private void addList(List<?> elements) {
        startList(elements.size());
        for (Object element : elements) {
            startElement();
            addOne(element);
            endElement();
        }
        endList(elements.size());
    }

    private void addFloats(float[] floats) {
        startList(floats.length);
        for (float value : floats) {
            startElement();
            to.addFloat(value);
            endElement();
        }
        endList(floats.length);
    }

    private void addOne(Object value) {
        if (value instanceof String text) {
            to.addBinary(Binary.fromString(text));
        } else if (value instanceof Boolean flag) {
            to.addBoolean(flag);
        } else if (value instanceof Long number) {
            to.addLong(number);
        } else {
            to.addDouble((Double) value);
        }
    }

    /** Lists as the format requires them: a group that repeats a group of one element. A field without values is an error. */
    private void startList(int size) {
        to.startGroup();
        if (size > 0) {
            to.startField("list", 0);
        }
    }

    private void startElement() {
        to.startGroup();
        to.startField("element", 0);
    }

    private void endElement() {
        to.endField("element", 0);
        to.endGroup();
    }

    private void endList(int size) {
        if (size > 0) {
            to.endField("list", 0);
        }
        to.endGroup();
    }
}
