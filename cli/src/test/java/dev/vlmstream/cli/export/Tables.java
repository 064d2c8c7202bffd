package dev.vlmstream.cli.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.Type;

/** A Parquet file read back by the format's own reader. */
final class Tables {
    private Tables() {}

    static List<Group> rows(Path file) throws IOException {
        List<Group> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = new Builder(new LocalInputFile(file)).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Column and type, e.g. {@code truncated: boolean}; a list as {@code token_ids: list<int64>}. */
    static List<String> columns(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFooter().getFileMetaData().getSchema().getFields().stream()
                    .map(field -> field.getName() + ": " + type(field))
                    .toList();
        }
    }

    private static String type(Type field) {
        return field.isPrimitive()
                ? field.asPrimitiveType().getPrimitiveTypeName().name().toLowerCase(java.util.Locale.ROOT)
                : "list<" + type(field.asGroupType().getType(0).asGroupType().getType(0)) + ">";
    }

    /** Whether a row has a value in a column. */
    static boolean has(Group row, String column) {
        return row.getFieldRepetitionCount(column) > 0;
    }

    /** The elements of a list as text. */
    static List<String> list(Group row, String column) {
        Group list = row.getGroup(column, 0);
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
            elements.add(list.getGroup("list", i).getValueToString(0, 0));
        }
        return elements;
    }

    private static final class Builder extends ParquetReader.Builder<Group> {
        Builder(InputFile file) {
            super(file, new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }
}
