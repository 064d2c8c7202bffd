package dev.vlmstream.datasets.formats;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.parquet.ParquetFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads datasets from the file system. What a path holds is told by its content, not by its ending. */
public final class Datasets {
    /** In the order in which they are asked. */
    private static final List<DatasetFormat> FORMATS = List.of(
            new ParquetFormat(),
            new WebDatasetFormat(),
            new UnreadFiles(),
            new TableFolders(),
            new ImageFolders(),
            new CsvFormat(),
            new JsonFormat());

    private Datasets() {}

    /**
     * Reads and checks a dataset, all but the bytes of its images.
     *
     * @param path a file, a folder, or several files as {@code shard-{000..099}.tar}
     * @throws DatasetException if anything in what was asked for cannot be used; the message lists up to five problems
     *     with their lines
     */
    public static Dataset read(Path path, ReadOptions options) throws DatasetException {
        try {
            DatasetFiles source = DatasetFiles.of(path);
            Reading reading = new Reading(source, options);
            for (DatasetFormat format : FORMATS) {
                if (format.recognises(source)) {
                    if (options.join() != null && !format.joins()) {
                        throw new DatasetException(
                                path, "it is not JSON, and only JSON can be joined with " + options.join());
                    }
                    format.read(source, reading);
                    return reading.dataset();
                }
            }
            throw new DatasetException(path, "it is not a dataset of a known format");
        } catch (IOException e) {
            throw new DatasetException(path, "cannot read the dataset: " + DatasetException.reason(e));
        }
    }

    /** Whether there is something under that name, be it several files as {@code shard-{000..099}.tar}. */
    public static boolean exists(Path path) {
        return DatasetFiles.exists(path);
    }
}
