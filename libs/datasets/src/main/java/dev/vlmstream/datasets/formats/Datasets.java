package dev.vlmstream.datasets.formats;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.parquet.ParquetFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** What other programs write and is not read: refused with the form to write instead. */
    private static final class UnreadFiles implements DatasetFormat {
        private static final String ARROW =
                "it is Arrow, as Feather, IPC and save_to_disk write it; write Parquet instead, such as with to_parquet";
        private static final String WORKBOOK =
                "it is a workbook or a zip archive; save the sheet as CSV UTF-8, or unpack the archive";
        private static final String PACKED = "it is compressed, but not a tar archive; unpack it";

        /**
         * One kind of file, by its first bytes.
         *
         * @param begins a byte each
         */
        private record Kind(String begins, String instead) {
            boolean is(byte[] start) {
                byte[] magic = begins.getBytes(StandardCharsets.ISO_8859_1);
                return Arrays.equals(magic, Arrays.copyOf(start, Math.min(start.length, magic.length)));
            }
        }

        private static final List<Kind> KINDS = List.of(
                new Kind("PK\3\4", WORKBOOK),
                new Kind("\u00d0\u00cf\u0011\u00e0", WORKBOOK),
                new Kind("ARROW1", ARROW),
                new Kind("\u00ff\u00ff\u00ff\u00ff", ARROW),
                new Kind("\u001f\u008b", PACKED),
                new Kind("\u0028\u00b5\u002f\u00fd", PACKED),
                new Kind("BZh", "it is compressed with bzip2; unpack it, or compress it with gzip or zstd"),
                new Kind("\u00fd7zXZ", "it is compressed with xz; unpack it, or compress it with gzip or zstd"),
                new Kind("\u00ff\u00fe", "it is UTF-16 text; save it as UTF-8, in Excel as CSV UTF-8"),
                new Kind("\u00fe\u00ff", "it is UTF-16 text; save it as UTF-8"),
                new Kind(
                        "\u0080", "it is a pickle, which could run code when it is read; write Parquet or JSON Lines"));

        private static final int LONGEST = 8;
        /** As Hive names the folders of a column's values. */
        private static final Pattern PART = Pattern.compile("\\w+=.*");

        @Override
        public boolean recognises(DatasetFiles source) throws IOException {
            return instead(source).isPresent();
        }

        private static Optional<String> instead(DatasetFiles source) throws IOException {
            if (source.isFolder()) {
                return ofFolder(source);
            }
            byte[] start = DatasetFiles.start(source.files().get(0), LONGEST);
            return KINDS.stream()
                    .filter(kind -> kind.is(start))
                    .map(Kind::instead)
                    .findFirst();
        }

        private static Optional<String> ofFolder(DatasetFiles source) throws IOException {
            if (source.files().stream()
                    .anyMatch(file -> file.toString().endsWith(".arrow") || file.endsWith("dataset_dict.json"))) {
                return Optional.of(ARROW);
            }
            List<Path> parts;
            try (Stream<Path> children = Files.list(source.path())) {
                parts = children.filter(Files::isDirectory)
                        .filter(folder ->
                                PART.matcher(folder.getFileName().toString()).matches())
                        .sorted()
                        .toList();
            }
            for (Path part : parts) {
                try (Stream<Path> children = Files.list(part)) {
                    // Classes may be called so.
                    if (children.noneMatch(DatasetFiles::isImage)) {
                        return Optional.of("it is partitioned by a column that its folders name (" + part.getFileName()
                                + "), and such columns are not read; write it without partitions");
                    }
                }
            }
            return Optional.empty();
        }

        @Override
        public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
            throw new DatasetException(source.path(), instead(source).orElseThrow());
        }
    }
}
