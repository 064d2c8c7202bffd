package dev.vlmstream.datasets.formats;

import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What other programs write and is not read: refused with the form to write instead. */
final class UnreadFiles implements DatasetFormat {
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
            new Kind("\u0080", "it is a pickle, which could run code when it is read; write Parquet or JSON Lines"));

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
        return KINDS.stream().filter(kind -> kind.is(start)).map(Kind::instead).findFirst();
    }

    private static Optional<String> ofFolder(DatasetFiles source) throws IOException {
        if (source.files().stream().anyMatch(file -> file.toString().endsWith(".arrow"))) {
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
