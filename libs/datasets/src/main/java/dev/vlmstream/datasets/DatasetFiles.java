package dev.vlmstream.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What someone pointed at.
 *
 * @param path as given: a file, a folder, or several files as {@code shard-{000..099}.tar}
 * @param files the file itself, the several, or those that lie in the folder and are no images, by their names
 */
public record DatasetFiles(Path path, List<Path> files) {
    private static final Set<String> IMAGES = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp", "tif", "tiff", "ppm", "pgm", "pbm", "pnm", "tga",
            "ico");
    /** Of pictures that no service decodes: of telephones, scanners, cameras, programs. */
    private static final Set<String> UNREAD_IMAGES = Set.of(
            "heic", "heif", "hif", "avif", "jxl", "jp2", "j2k", "j2c", "jpc", "jpf", "jpx", "jxr", "pam", "pfm", "icns",
            "pcx", "psd", "svg", "eps", "exr", "dds", "dcm", "dng", "cr2", "cr3", "nef", "arw", "raf", "orf", "rw2");

    private static final Pattern BRACES = Pattern.compile("(.*)\\{(\\d{1,9})\\.\\.(\\d{1,9})\\}(.*)", Pattern.DOTALL);
    private static final Pattern OF_SPLIT =
            Pattern.compile("(?<split>(?:partial-)?[\\w.]+)-(?<part>\\d{5})-of-(?<parts>\\d{5})\\b.*");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int MOST_DIGITS = 20;
    private static final int MOST_FILES = 1_000_000;

    /** Of files by their names, as braces count them: {@code 2.tar} comes before {@code 10.tar}. */
    public static final Comparator<String> COUNTED =
            Comparator.comparing(DatasetFiles::padded).thenComparing(Comparator.naturalOrder());

    public DatasetFiles {
        files = List.copyOf(files);
    }

    /** @throws DatasetException if there is nothing, or nothing that can be read */
    public static DatasetFiles of(Path path) throws DatasetException, IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> children = Files.list(path)) {
                return new DatasetFiles(
                        path,
                        counted(children.filter(
                                child -> !isImage(child) && !isHidden(child) && Files.isRegularFile(child))));
            }
        }
        List<Path> files = Files.exists(path) ? List.of(path) : expand(path);
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new DatasetException(file, "no such file or folder");
            }
            requireFile(file);
        }
        return new DatasetFiles(path, files);
    }

    /** In the order of {@link #COUNTED}, each name looked at once: a folder may hold a million. */
    private static List<Path> counted(Stream<Path> files) {
        return files.map(file -> Map.entry(padded(file.toString()), file))
                .sorted(Map.Entry.<String, Path>comparingByKey()
                        .thenComparing(file -> file.getValue().toString()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String padded(String name) {
        return DIGITS.matcher(name)
                .replaceAll(digits ->
                        "0".repeat(Math.max(0, MOST_DIGITS - digits.group().length())) + digits.group());
    }

    /** The split that files such as {@code test-00000-of-00004.parquet} name; null if it names none. */
    public static @Nullable String split(Path file) {
        Matcher name = OF_SPLIT.matcher(file.getFileName().toString());
        return name.matches() ? name.group("split") : null;
    }

    /**
     * What is missing of files such as {@code test-00000-of-00004.parquet}, each of which says how many there are.
     *
     * @param split the one that is read; null for all
     */
    public List<String> missing(@Nullable String split) {
        Map<String, BitSet> parts = new TreeMap<>();
        for (Path file : isFolder() ? files : List.<Path>of()) {
            Matcher name = OF_SPLIT.matcher(file.getFileName().toString());
            if (name.matches() && (split == null || split.equals(name.group("split")))) {
                parts.computeIfAbsent(name.group("split") + "-%05d-of-" + name.group("parts"), any -> new BitSet())
                        .set(Integer.parseInt(name.group("part")));
            }
        }
        List<String> missing = new ArrayList<>();
        parts.forEach((name, there) -> {
            int all = Integer.parseInt(name.substring(name.length() - 5));
            if (there.cardinality() < all) {
                missing.add(path + ": it has " + there.cardinality() + " of the " + all
                        + " files that their names count; "
                        + String.format(Locale.ROOT, name, there.nextClearBit(0)) + " is missing");
            }
        });
        return missing;
    }

    private static List<Path> expand(Path path) throws DatasetException {
        try {
            return expand(path.toString()).stream().map(Path::of).toList();
        } catch (IllegalArgumentException e) {
            throw new DatasetException(path, e.getMessage());
        }
    }

    /**
     * {@code a-{08..10}} means {@code a-08}, {@code a-09}, {@code a-10}, with as many digits as are written; what has no
     * braces means itself.
     *
     * @throws IllegalArgumentException if the numbers name nothing
     */
    public static List<String> expand(String written) {
        Matcher braces = BRACES.matcher(written);
        if (!braces.matches()) {
            return List.of(written);
        }
        String first = braces.group(2);
        int from = Integer.parseInt(first);
        int to = Integer.parseInt(braces.group(3));
        if (to < from || to - from >= MOST_FILES) {
            throw new IllegalArgumentException("{" + first + ".." + braces.group(3) + "} names no files; it takes the"
                    + " first and the last number, as in {000..099}");
        }
        List<String> names = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            String number = String.format(Locale.ROOT, "%0" + first.length() + "d", i);
            names.add(braces.group(1) + number + braces.group(4));
        }
        return names;
    }

    /** Whether there is something under that name, several files included. */
    public static boolean exists(Path path) {
        try {
            return Files.exists(path) || expand(path).stream().allMatch(Files::exists);
        } catch (DatasetException e) {
            return false;
        }
    }

    public boolean isFolder() {
        return Files.isDirectory(path);
    }

    /** By its ending: a folder may hold a million. */
    public static boolean isImage(Path file) {
        return isImage(ending(file));
    }

    /** Whether it is an image of a format that is not read, by its ending. */
    public static boolean isUnreadImage(Path file) {
        return UNREAD_IMAGES.contains(ending(file));
    }

    /** What follows the last dot of a file's name, in small letters; empty if it has none. */
    public static String ending(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.lastIndexOf('.') <= 0 ? "" : name.substring(name.lastIndexOf('.') + 1);
    }

    /** Whether an ending without its dot is that of an image. */
    public static boolean isImage(String ending) {
        return IMAGES.contains(ending);
    }

    /** Whether its name begins with a dot. */
    public static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    /** Whether a name, as a file system or an archive has it, is UTF-8: what is none was read as U+FFFD, several names as one. */
    public static boolean isUtf8(String name) {
        return name.indexOf('\ufffd') < 0;
    }

    /**
     * A text without its byte order mark.
     *
     * @throws CharacterCodingException if it is not UTF-8
     */
    public static String utf8(byte[] text) throws CharacterCodingException {
        String decoded = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(text))
                .toString();
        return decoded.startsWith("\ufeff") ? decoded.substring(1) : decoded;
    }

    /** The first bytes of a file, or fewer where it has fewer. */
    public static byte[] start(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    /** A pipe would be waited for without end, and a device read without end. */
    static void requireFile(Path path) throws DatasetException {
        if (Files.isDirectory(path)) {
            throw new DatasetException(path, "it is a folder, not a file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new DatasetException(path, "it is no regular file, but a pipe or a device; write it to a file first");
        }
    }

    /** The file's name without its ending, and without the numbers of several files. */
    static String name(Path path) {
        String name = path.toAbsolutePath().normalize().getFileName().toString();
        if (Files.isDirectory(path)) {
            return name;
        }
        String several = name.replaceFirst("[-_.]?\\{.*\\}", "");
        String whole =
                (several.startsWith(".") ? expand(name).get(0) : several).replaceFirst("(?<=.)\\.tar\\.\\w+$", ".tar");
        int dot = whole.lastIndexOf('.');
        return dot > 0 ? whole.substring(0, dot) : whole;
    }
}
