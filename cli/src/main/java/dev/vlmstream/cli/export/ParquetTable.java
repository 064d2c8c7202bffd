package dev.vlmstream.cli.export;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Writes Parquet files, compressed with Zstandard, in memory of about two row groups however many rows there are. */
final class ParquetTable {
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private ParquetTable() {}

    /**
     * Begins a file, replacing what is at that place.
     *
     * @param metadata texts that are kept with the schema
     */
    static <R> ParquetWriter<R> write(Path file, List<ParquetColumn<R>> columns, Map<String, String> metadata)
            throws IOException {
        return new Builder<>(new LocalOutputFile(file), new ParquetRows<>(columns, metadata))
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP_BYTES)
                // By default a hundred rows are taken unseen; a hundred of patch features are a gigabyte.
                .withMinRowCountForPageSizeCheck(1)
                .build();
    }

    private static final class Builder<R> extends ParquetWriter.Builder<R, Builder<R>> {
        private final ParquetRows<R> rows;

        Builder(OutputFile file, ParquetRows<R> rows) {
            super(file);
            this.rows = rows;
        }

        @Override
        protected Builder<R> self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        protected WriteSupport<R> getWriteSupport(Configuration configuration) {
            return rows;
        }

        @Override
        protected WriteSupport<R> getWriteSupport(ParquetConfiguration configuration) {
            return rows;
        }
    }

    /** Writes the values of rows to Parquet's record consumer, column by column. */
    private static final class ParquetRows<R> extends WriteSupport<R> {
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
            List<Type> types = columns.stream()
                    .map(column -> column.type().schema.apply(column.name()))
                    .toList();
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
                    to.startField(columns.get(i).name(), i);
                    add(value);
                    to.endField(columns.get(i).name(), i);
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

    /**
     * A column of a Parquet file. Any may be null in a row; a list without elements is an empty list.
     *
     * @param value of a row, of the type's class or a list of it
     */
    record ParquetColumn<R>(String name, ColumnType type, Function<R, ? extends @Nullable Object> value) {}

    /** What a column's values are: a String, Boolean, Long or Double, a list of these, or a {@code float[]}. */
    enum ColumnType {
        TEXT(name -> Types.optional(BINARY).as(stringType()).named(name)),
        FLAG(name -> Types.optional(BOOLEAN).named(name)),
        INTEGER(name -> Types.optional(INT64).named(name)),
        NUMBER(name -> Types.optional(DOUBLE).named(name)),
        TEXTS(name ->
                Types.optionalList().requiredElement(BINARY).as(stringType()).named(name)),
        INTEGERS(name -> Types.optionalList().requiredElement(INT64).named(name)),
        NUMBERS(name -> Types.optionalList().requiredElement(DOUBLE).named(name)),
        FLOATS(name -> Types.optionalList().requiredElement(FLOAT).named(name));

        private final Function<String, Type> schema;

        ColumnType(Function<String, Type> schema) {
            this.schema = schema;
        }
    }
}
