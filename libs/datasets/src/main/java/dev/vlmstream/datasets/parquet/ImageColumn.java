package dev.vlmstream.datasets.parquet;

import dev.vlmstream.datasets.parquet.Page.PageBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The images of a file by row group and row, in any order: of a row group's column only the page that holds the row is read
 * and unpacked. The page at hand is kept, so that rows one after the other read each page once; where pages hold many images,
 * those that are passed on the way to one that is asked for are kept, too, so that rows that are shuffled a little do so as well.
 */
final class ImageColumn {
    /** Pages of this many row groups are known at a time; to know them again takes a look at their headers. */
    private static final int KNOWN_GROUPS = 4096;

    private static final int HEADER = 1 << 16;
    /** A page has a mebibyte as a rule, and then as much as its last image. */
    private static final int LARGE_PAGE = 2 << 20;
    /** Below this many images in a page, most of what is read for one is this one. */
    private static final int FEW = 4;
    /** Below so much, to read a page costs no more than to read an image. */
    private static final int SMALL_PAGE = 1 << 16;
    /** Of a page with this many images, or more, each takes too much that is not wanted. */
    private static final int MANY = 32;
    /** More images in a row mix no better. */
    private static final long LARGEST_WINDOW = 1_000;

    private final Path file;
    private final ColumnDescriptor column;
    private final MessageType schema;
    private final List<ColumnChunkMetaData> chunks;
    private final String createdBy;
    private final PassedImages passed;
    private PageBytes bytes = new PageBytes();
    /** The first row of each row group, and the end. */
    private final long[] begins;

    private final Map<Integer, Chunk> known = new HashMap<>();
    private @Nullable Cursor cursor;
    private @Nullable Words words;

    /** Where a data page lies: its content and the rows it holds. */
    private record Place(PageHeader header, long offset, long firstRow, int rows) {}

    private record Chunk(List<Place> pages, @Nullable Place dictionary) {
        boolean isDear() {
            long words = dictionary == null ? 0 : dictionary.header().getUncompressed_page_size();
            return pages.stream().anyMatch(page -> {
                long bytes = words + page.header().getUncompressed_page_size();
                return page.rows() >= MANY && bytes > SMALL_PAGE || page.rows() > FEW && bytes > LARGE_PAGE;
            });
        }
    }

    /** The dictionary at hand: pyarrow's may hold all images of a row group. */
    private record Words(int group, DictionaryPage page) {}

    /** The page at hand; rows before {@code row} were passed. */
    private static final class Cursor {
        final long end;
        final ColumnReader reader;
        long row;

        Cursor(long begin, int rows, ColumnReader reader) {
            this.row = begin;
            this.end = begin + rows;
            this.reader = reader;
        }
    }

    /**
     * @param column whose values are the images' bytes, one per row; a list's, too
     * @param passed where images are kept that were passed
     */
    ImageColumn(
            Path file,
            ColumnDescriptor column,
            MessageType whole,
            List<BlockMetaData> groups,
            String createdBy,
            PassedImages passed) {
        this.file = file;
        this.column = column;
        this.schema = Schemas.only(whole, column);
        this.createdBy = createdBy;
        this.passed = passed;
        this.begins = new long[groups.size() + 1];
        for (int i = 0; i < groups.size(); i++) {
            begins[i + 1] = begins[i] + groups.get(i).getRowCount();
        }
        this.chunks = groups.stream()
                .map(group -> group.getColumns().stream()
                        .filter(chunk -> Arrays.equals(chunk.getPath().toArray(), column.getPath()))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    Path file() {
        return file;
    }

    /** How many images there are if each row has at least one: lists may have several. */
    long count() {
        return column.getMaxRepetitionLevel() == 0
                ? rows()
                : chunks.stream().mapToLong(ColumnChunkMetaData::getValueCount).sum();
    }

    long rows() {
        return begins[chunks.size()];
    }

    /** The image in a row; null where the row has none. */
    byte @Nullable [] read(int group, long row) throws IOException {
        synchronized (passed) {
            return image(group, row);
        }
    }

    private byte @Nullable [] image(int group, long row) throws IOException {
        long wanted = begins[group] + row;
        byte[] kept = passed.take(this, wanted);
        if (kept != null) {
            return kept;
        }
        try {
            Cursor at = cursor;
            if (at == null || wanted < at.row || wanted >= at.end && wanted - at.row >= window(group)) {
                at = open(group, row);
            }
            at = at.row == at.end ? open(at.end) : at;
            while (at.row < wanted) {
                byte[] image = next(at);
                if (image != null) {
                    passed.keep(this, at.row - 1, image);
                }
                at = at.row == at.end ? open(at.end) : at;
            }
            byte[] image = next(at);
            cursor = at;
            return image;
        } catch (RuntimeException e) {
            cursor = null;
            throw damaged(e);
        }
    }

    /** The image in the cursor's row, which is passed by it. */
    private byte @Nullable [] next(Cursor at) {
        boolean there = at.reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
        byte[] image = there ? at.reader.getBinary().getBytes() : null;
        at.reader.consume();
        at.row++;
        return image;
    }

    private static IOException damaged(RuntimeException e) {
        return new IOException("the column of images is damaged: " + e.getMessage(), e);
    }

    /**
     * How many images in a row may be shuffled without reading any twice; 0 if they can be read in any order at no more cost. A
     * page may hold many small ones, and writers that look at its size now and then put a hundred large ones into it, or into
     * the dictionary.
     */
    int window(int group) throws IOException {
        synchronized (passed) {
            return images(group);
        }
    }

    private int images(int group) throws IOException {
        try {
            if (!chunk(group).isDear()) {
                return 0;
            }
            ColumnChunkMetaData chunk = chunks.get(group);
            long imageBytes = Math.max(1, chunk.getTotalUncompressedSize() / Math.max(1, chunk.getValueCount()));
            return (int) Math.max(1, Math.min(LARGEST_WINDOW, PassedImages.WINDOW_BYTES / imageBytes));
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private Cursor open(long number) throws IOException {
        int group = 0;
        while (begins[group + 1] <= number) {
            group++;
        }
        return open(group, number - begins[group]);
    }

    private Cursor open(int group, long row) throws IOException {
        cursor = null;
        passed.reads(this);
        ColumnChunkMetaData chunk = chunks.get(group);
        Chunk places = chunk(group);
        try (FileChannel channel = FileChannel.open(file)) {
            Place place = places.pages().stream()
                    .filter(page -> row >= page.firstRow() && row < page.firstRow() + page.rows())
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no page with row " + row + " of row group " + group));
            DictionaryPage dictionary = dictionary(channel, group, places.dictionary());
            ByteBuffer content =
                    bytes.read(channel, place.offset(), place.header().getCompressed_page_size());
            Page page =
                    Page.of(place.header(), content, bytes, dictionary, chunk.getCodec(), column.getPrimitiveType());
            ColumnReader reader = new ColumnReadStoreImpl(
                            page, new GroupRecordConverter(schema).getRootConverter(), schema, createdBy)
                    .getColumnReader(column);
            return new Cursor(begins[group] + place.firstRow(), place.rows(), reader);
        }
    }

    /** Holds no page any more; the next image is read from its page again. */
    void release() {
        cursor = null;
        words = null;
        bytes = new PageBytes();
    }

    private Chunk chunk(int group) throws IOException {
        Chunk chunk = known.get(group);
        if (chunk == null) {
            try (FileChannel channel = FileChannel.open(file)) {
                chunk = look(channel, chunks.get(group));
            }
            if (known.size() >= KNOWN_GROUPS) {
                known.clear();
            }
            known.put(group, chunk);
        }
        return chunk;
    }

    private @Nullable DictionaryPage dictionary(FileChannel channel, int group, @Nullable Place place)
            throws IOException {
        if (place == null) {
            return null;
        }
        Words at = words;
        if (at == null || at.group() != group) {
            words = null;
            byte[] content = PageBytes.array(
                    bytes.read(channel, place.offset(), place.header().getCompressed_page_size()));
            at = new Words(
                    group,
                    Page.dictionary(place.header(), content, chunks.get(group).getCodec()));
            words = at;
        }
        return at.page();
    }

    /** Goes from header to header. */
    private static Chunk look(FileChannel channel, ColumnChunkMetaData chunk) throws IOException {
        List<Place> pages = new ArrayList<>();
        Place dictionary = null;
        long at = chunk.getStartingPos();
        long end = at + chunk.getTotalSize();
        long rows = 0;
        while (rows < chunk.getValueCount() && at < end) {
            channel.position(at);
            Counted in = new Counted(new BufferedInputStream(Channels.newInputStream(channel), 512));
            PageHeader header = Util.readPageHeader(in);
            at += in.count;
            int size = header.getCompressed_page_size();
            if (size < 0 || size > end - at) {
                throw new IOException("a page says it has " + size + " bytes, but its column has " + (end - at));
            }
            if (header.getType() == PageType.DICTIONARY_PAGE) {
                dictionary = new Place(header, at, rows, 0);
            } else if (header.isSetData_page_header() || header.isSetData_page_header_v2()) {
                int values = header.isSetData_page_header()
                        ? header.getData_page_header().getNum_values()
                        : header.getData_page_header_v2().getNum_values();
                if (values < 0) {
                    throw new IOException("a page says it has " + values + " values");
                }
                pages.add(new Place(header, at, rows, values));
                rows += values;
            }
            at += size;
        }
        return new Chunk(List.copyOf(pages), dictionary);
    }

    /** Counts what a header has; none has as much as it would take to make memory short. */
    private static final class Counted extends InputStream {
        private final InputStream in;
        private int count;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            count++;
            return count > HEADER ? -1 : in.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (count >= HEADER) {
                return -1;
            }
            int read = in.read(bytes, from, Math.min(length, HEADER - count));
            count += Math.max(0, read);
            return read;
        }
    }
}
