package dev.vlmstream.cli.export;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.List;
import java.util.function.Function;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * A column of a Parquet file. Any may be null in a row; a list without elements is an empty list.
 *
 * @param type in the file's schema
 * @param value of a row: a String, Boolean, Long, Double, {@code float[]} or list of these
 */
record ParquetColumn<R>(Type type, Function<R, @Nullable Object> value) {
    static <R> ParquetColumn<R> text(String name, Function<R, @Nullable String> value) {
        return new ParquetColumn<>(Types.optional(BINARY).as(stringType()).named(name), value::apply);
    }

    static <R> ParquetColumn<R> flag(String name, Function<R, @Nullable Boolean> value) {
        return new ParquetColumn<>(Types.optional(BOOLEAN).named(name), value::apply);
    }

    static <R> ParquetColumn<R> integer(String name, Function<R, @Nullable Long> value) {
        return new ParquetColumn<>(Types.optional(INT64).named(name), value::apply);
    }

    static <R> ParquetColumn<R> number(String name, Function<R, @Nullable Double> value) {
        return new ParquetColumn<>(Types.optional(DOUBLE).named(name), value::apply);
    }

    static <R> ParquetColumn<R> texts(String name, Function<R, List<String>> value) {
        Type type =
                Types.optionalList().requiredElement(BINARY).as(stringType()).named(name);
        return new ParquetColumn<>(type, value::apply);
    }

    static <R> ParquetColumn<R> integers(String name, Function<R, List<Long>> value) {
        return new ParquetColumn<>(list(name, INT64), value::apply);
    }

    static <R> ParquetColumn<R> numbers(String name, Function<R, List<Double>> value) {
        return new ParquetColumn<>(list(name, DOUBLE), value::apply);
    }

    static <R> ParquetColumn<R> floats(String name, Function<R, float[]> value) {
        return new ParquetColumn<>(list(name, FLOAT), value::apply);
    }

    private static Type list(String name, PrimitiveTypeName element) {
        return Types.optionalList().requiredElement(element).named(name);
    }
}
