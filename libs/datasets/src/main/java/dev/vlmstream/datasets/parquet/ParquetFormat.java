package dev.vlmstream.datasets.parquet;

import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;

/**
 * Parquet as the Hugging Face hub keeps datasets, a file or a folder of them: images are structs {@code {bytes, path}} or
 * bytes, class labels are named by the features that the hub's library writes into the file, and files such as {@code
 * test-00000-of-00004.parquet} are a split's.
 */
public final class ParquetFormat implements DatasetFormat {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    /** Of a folder's files; what has none among this many is none. */
    private static final int LOOKED_AT = 100;

    private static final int SHOWN = 200;

    @Override
    public boolean recognises(DatasetFiles source) throws IOException {
        for (Path file : source.files().stream().limit(LOOKED_AT).toList()) {
            if (isParquet(file)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isParquet(Path file) throws IOException {
        return Arrays.equals(DatasetFiles.start(file, MAGIC.length), MAGIC);
    }

    @Override
    public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new Codecs())
                .build();
        source.missing(to.options().split()).forEach(to::notice);
        PassedImages passed = new PassedImages();
        for (Path file : source.files()) {
            // What writers say of all files of a folder, such as _metadata, has no rows.
            boolean isPart = isParquet(file) && !file.getFileName().toString().startsWith("_");
            if (source.isFolder() && !isPart) {
                continue;
            }
            try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
                new ParquetRows(file, reader, DatasetFiles.split(file), passed, to).read();
            } catch (IOException | RuntimeException e) {
                // Parquet's library tells what is damaged by all kinds of exceptions.
                throw new DatasetException(file, "cannot be read as Parquet: " + reason(e));
            }
        }
    }

    /** What the first of its causes says, in one line. */
    private static String reason(Throwable e) {
        Throwable first = e;
        while (first.getCause() != null && first.getCause() != first) {
            first = first.getCause();
        }
        String message = first.getMessage() == null
                ? "it is damaged (" + first.getClass().getSimpleName() + ")"
                : first.getMessage().replaceAll("\\s+", " ");
        return message.length() > SHOWN ? message.substring(0, SHOWN) + "…" : message;
    }
}
