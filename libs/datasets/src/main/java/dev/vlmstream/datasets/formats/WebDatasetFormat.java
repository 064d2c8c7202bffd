package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;
import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Reading.Row;
import dev.vlmstream.datasets.image.ImageData;
import dev.vlmstream.datasets.image.OpenFiles;
import dev.vlmstream.datasets.image.OpenFiles.ImageSlice;
import dev.vlmstream.datasets.image.TemporaryImages;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Tar shards of WebDataset, plain, gzip or Zstandard: members with one key, the path up to the first dot of the file's name,
 * are a sample. Its image, its {@code .json} with fields, its {@code .cls} with the class's name or index, and its {@code
 * .txt} are read; other members are not. Images of packed shards are laid in a temporary file, since packed ones have no
 * places to come back to.
 */
public final class WebDatasetFormat implements DatasetFormat {
    /** Of a folder's files; what has none among this many is none. */
    private static final int LOOKED_AT = 100;

    /** How many shards a folder has, as CLIP_benchmark notes it. */
    private static final String COUNT = "nshards.txt";

    @Override
    public boolean recognises(DatasetFiles source) throws IOException {
        return hasShards(source.files()) || !splits(source).isEmpty();
    }

    private static boolean hasShards(List<Path> files) throws IOException {
        for (Path file : files.stream().limit(LOOKED_AT).toList()) {
            if (Shard.isOne(file)) {
                return true;
            }
        }
        return false;
    }

    /** Folders of shards in a folder that has none itself, as CLIP_benchmark lays out splits; none if there are images, too. */
    private static List<Path> splits(DatasetFiles source) throws IOException {
        List<Path> folders = source.isFolder() ? beginning(source.path(), Files::isDirectory) : List.of();
        List<Path> splits = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> files = beginning(folder, Files::isRegularFile);
            if (files.stream().anyMatch(DatasetFiles::isImage)) {
                return List.of();
            }
            if (hasShards(files)) {
                splits.add(folder);
            }
        }
        return splits;
    }

    private static List<Path> beginning(Path folder, Predicate<Path> kind) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(kind).limit(LOOKED_AT).sorted().toList();
        }
    }

    @Override
    public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
        List<Shard> shards = new ArrayList<>();
        if (!source.isFolder()) {
            for (Path file : source.files()) {
                shards.add(Shard.of(file, DatasetFiles.split(file)));
            }
        } else if (hasShards(source.files())) {
            addAll(source, null, shards);
            source.missing(to.options().split()).forEach(to::notice);
        } else {
            List<Path> splits = splits(source);
            String wanted = to.options().split();
            boolean isThere = splits.stream().anyMatch(split -> isCalled(wanted, split));
            for (Path split : splits) {
                if (!isThere || isCalled(wanted, split)) {
                    addAll(DatasetFiles.of(split), split.getFileName().toString(), shards);
                }
            }
        }
        Path first = shards.get(0).path().toAbsolutePath().normalize();
        for (Path list : ClassList.ofShard(first)) {
            if (Files.isRegularFile(list)) {
                to.classes(ClassList.read(list));
                break;
            }
        }
        ShardRows rows = new ShardRows(to);
        for (Shard shard : shards) {
            rows.read(shard);
        }
    }

    private static boolean isCalled(@Nullable String wanted, Path split) {
        return split.getFileName().toString().equals(wanted);
    }

    /** @param split null: the shards' names say it, or nothing does */
    private static void addAll(DatasetFiles folder, @Nullable String split, List<Shard> to)
            throws IOException, DatasetException {
        int before = to.size();
        for (Path file : folder.files()) {
            if (Shard.isOne(file)) {
                to.add(Shard.of(file, split == null ? DatasetFiles.split(file) : split));
            }
        }
        Path count = folder.path().resolve(COUNT);
        if (Files.isRegularFile(count)) {
            String counted = Files.readString(count).strip();
            if (!counted.equals(String.valueOf(to.size() - before))) {
                throw new DatasetException(
                        folder.path(),
                        "it has " + (to.size() - before) + " of the " + counted + " shards that " + COUNT
                                + " counts; fetch the others, or name those to read, as in {0..9}.tar");
            }
        }
    }

    /** Makes rows of the members of shards. */
    private static final class ShardRows {
        /** As WebDataset parts a member's name; hidden files and those without an ending are left out. */
        private static final Pattern NAME =
                Pattern.compile("(?:\\./)*(?<key>(?:.*/|)[^./]+)[.](?<ending>[^/]*)", Pattern.DOTALL);

        private static final Set<String> TEXTS = Set.of("cls", "txt", "text", "caption", "class", "label");
        private static final int LONGEST_TEXT = BoundedLines.LONGEST;
        /** Kinds of samples that one dataset has; more are read, too, but slower. */
        private static final int MOST_KINDS = 1000;

        private final Reading to;
        /** Where images of packed shards are laid. */
        private final TemporaryImages copies = new TemporaryImages();

        private final OpenFiles files = new OpenFiles();

        private final Map<Set<String>, Columns> columns = new HashMap<>();
        private boolean imagesAlone;
        private boolean restAlone;

        ShardRows(Reading to) {
            this.to = to;
        }

        void read(Shard shard) throws DatasetException {
            try (InputStream in = shard.open()) {
                TarReader tar = new TarReader(in, shard.mostBytes());
                Sample sample = null;
                for (TarReader.Member member = tar.next(); member != null; member = tar.next()) {
                    Matcher name = NAME.matcher(member.name());
                    if (!name.matches() || isMeta(name.group("key"))) {
                        continue;
                    }
                    String key = name.group("key");
                    if (sample == null || !sample.key().equals(key)) {
                        finish(sample, shard);
                        sample = new Sample(key);
                        tellIfOutside(shard, member.name());
                        if (!DatasetFiles.isUtf8(key)) {
                            sample.bad("its name is not UTF-8; give its files such names, and pack them again");
                        }
                    }
                    add(sample, name.group("ending").toLowerCase(Locale.ROOT), member, tar, shard);
                }
                finish(sample, shard);
                if (!tar.hasEnd()) {
                    to.notice(
                            shard.path() + ": it ends without the empty blocks that end an archive; it may be cut off");
                }
            } catch (IOException e) {
                throw new DatasetException(shard.path(), "cannot read the archive: " + DatasetException.reason(e));
            }
        }

        private static boolean isImage(String ending) {
            return DatasetFiles.isImage(ending.substring(ending.lastIndexOf('.') + 1));
        }

        private static boolean isMeta(String key) {
            return key.startsWith("__") && key.endsWith("__");
        }

        private void tellIfOutside(Shard shard, String name) {
            if (name.startsWith("/") || name.startsWith("../") || name.contains("/../")) {
                to.notice(shard.path() + ": members have names that lead out of the archive, such as '" + name
                        + "'; they are names only, and nothing is written there");
            }
        }

        private void add(Sample sample, String ending, TarReader.Member member, TarReader tar, Shard shard)
                throws IOException {
            boolean image = isImage(ending);
            boolean text = ending.equals("json") || TEXTS.contains(ending);
            if (!image && !text) {
                sample.other(ending);
                return;
            }
            int most = image ? ImageData.MOST_BYTES : LONGEST_TEXT;
            if (member.size() > most) {
                sample.bad("member '" + member.name() + "' has " + member.size() + " bytes, and at most " + most
                        + " are read");
                return;
            }
            int size = (int) member.size();
            if (image) {
                String where = shard.path() + ", member " + member.name();
                sample.image(
                        ending,
                        shard.isPacked()
                                ? copies.add(tar.content(size), where)
                                : new ImageSlice(files, shard.path(), member.offset(), size, where));
            } else if (ending.equals("json")) {
                sample.json(tar.content(size));
            } else {
                sample.text(ending, tar.content(size));
            }
        }

        private void finish(@Nullable Sample sample, Shard shard) throws DatasetException {
            if (sample == null) {
                return;
            }
            imagesAlone |= sample.isImageAlone();
            restAlone |= !sample.hasImage();
            if (imagesAlone && restAlone) {
                to.remedy("the members of a sample have to follow one another, as with tar --sort=name");
            }
            String place = "sample '" + sample.key() + "' of " + shard.path().getFileName();
            try {
                Columns of = columns(sample.columns());
                ObjectNode fields = sample.fields(of);
                if (shard.split() != null && !fields.hasNonNull("split")) {
                    fields.put("split", shard.split());
                }
                to.add(new Row(place, fields, sample.image(of)));
            } catch (InvalidItemException e) {
                to.bad(place, e.getMessage());
            }
        }

        private Columns columns(Set<String> names) throws DatasetException {
            Columns known = columns.get(names);
            if (known == null) {
                known = to.columns(names, ending -> isImage(ending) || TEXTS.contains(ending));
                if (columns.size() < MOST_KINDS) {
                    columns.put(Set.copyOf(names), known);
                }
            }
            return known;
        }
    }

    /**
     * One archive, packed or not.
     *
     * @param packing told by the first bytes
     * @param split of its samples, unless they say it themselves; null if there is none
     */
    private record Shard(
            Path path, Packing packing, @Nullable String split) {
        /** Images are hardly made smaller, and labels not to a hundredth: what unpacks to more is made to fill disks. */
        private static final long MOST_UNPACKED = 200;

        private static final long ALWAYS_UNPACKED = 1L << 30;
        /** Of images, headers alone are read; more would be read in vain. */
        private static final int HEADERS = 4 * TarReader.BLOCK;

        /** More than a block of Zstandard. */
        private static final int START = 1 << 18;

        enum Packing {
            NONE,
            GZIP,
            ZSTANDARD
        }

        static Shard of(Path path, @Nullable String split) throws IOException {
            return new Shard(path, packing(DatasetFiles.start(path, 4)), split);
        }

        private static Packing packing(byte[] start) {
            if (begins(start, 0x1f, 0x8b)) {
                return Packing.GZIP;
            }
            return begins(start, 0x28, 0xb5, 0x2f, 0xfd) ? Packing.ZSTANDARD : Packing.NONE;
        }

        private static boolean begins(byte[] bytes, int... magic) {
            for (int i = 0; i < magic.length; i++) {
                if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Whether a file is one, by its first bytes; of a packed file that is cut off before it shows what it is, it is assumed. */
        static boolean isOne(Path path) throws IOException {
            byte[] start = DatasetFiles.start(path, TarReader.BLOCK);
            boolean packed = packing(start) != Packing.NONE;
            start = packed ? DatasetFiles.start(path, START) : start;
            try (InputStream in = unpacked(new ByteArrayInputStream(start), packing(start))) {
                return TarReader.isHeader(in.readNBytes(TarReader.BLOCK));
            } catch (IOException e) {
                return packed;
            }
        }

        boolean isPacked() {
            return packing != Packing.NONE;
        }

        InputStream open() throws IOException {
            // Of the streams that Java 17 has, this one does not read what it skips.
            return unpacked(new FileInputStream(path.toFile()), packing);
        }

        private static InputStream unpacked(InputStream in, Packing packing) throws IOException {
            return switch (packing) {
                case NONE -> new BufferedInputStream(in, HEADERS);
                case GZIP -> new BufferedInputStream(new GZIPInputStream(in, 1 << 16));
                case ZSTANDARD -> new BufferedInputStream(new ZstdInputStream(in));
            };
        }

        /** How many bytes there can be in it. */
        long mostBytes() throws IOException {
            long size = Files.size(path);
            return isPacked() ? Math.max(ALWAYS_UNPACKED, size * MOST_UNPACKED) : size;
        }
    }
}
