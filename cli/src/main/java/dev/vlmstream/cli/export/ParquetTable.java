package dev.vlmstream.cli.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

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
}
