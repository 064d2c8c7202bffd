package dev.vlmstream.datasets.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** A page and the dictionary that it needs, as the only ones of their column. */
record Page(DataPage data, @Nullable DictionaryPage dictionary) implements PageReadStore, PageReader {
    /** @param bytes where it is unpacked */
    static Page of(
            PageHeader header,
            ByteBuffer content,
            PageBytes bytes,
            @Nullable DictionaryPage dictionary,
            CompressionCodecName codec,
            PrimitiveType type)
            throws IOException {
        Statistics<?> none = Statistics.noopStats(type);
        if (header.isSetData_page_header_v2()) {
            return new Page(v2(header, PageBytes.array(content), codec, none), dictionary);
        }
        DataPageHeader about = header.getData_page_header();
        ByteBuffer page = bytes.unpack(codec, content, header.getUncompressed_page_size());
        return new Page(
                new DataPageV1(
                        BytesInput.from(page),
                        about.getNum_values(),
                        page.remaining(),
                        none,
                        encoding(about.getRepetition_level_encoding()),
                        encoding(about.getDefinition_level_encoding()),
                        encoding(about.getEncoding())),
                dictionary);
    }

    /** Of these the levels are not packed. */
    private static DataPageV2 v2(PageHeader header, byte[] content, CompressionCodecName codec, Statistics<?> none)
            throws IOException {
        DataPageHeaderV2 about = header.getData_page_header_v2();
        int repetitions = about.getRepetition_levels_byte_length();
        int definitions = about.getDefinition_levels_byte_length();
        int levels = repetitions + definitions;
        if (repetitions < 0 || definitions < 0 || levels < 0 || levels > content.length) {
            throw new IOException("a page is damaged: its levels have more bytes than itself");
        }
        byte[] packed = Arrays.copyOfRange(content, levels, content.length);
        boolean isPacked = !about.isSetIs_compressed() || about.isIs_compressed();
        byte[] values = Codecs.unpack(
                isPacked ? codec : CompressionCodecName.UNCOMPRESSED,
                packed,
                header.getUncompressed_page_size() - levels);
        return DataPageV2.uncompressed(
                about.getNum_rows(),
                about.getNum_nulls(),
                about.getNum_values(),
                BytesInput.from(content, 0, repetitions),
                BytesInput.from(content, repetitions, definitions),
                encoding(about.getEncoding()),
                BytesInput.from(values),
                none);
    }

    static DictionaryPage dictionary(PageHeader header, byte[] content, CompressionCodecName codec) throws IOException {
        return new DictionaryPage(
                BytesInput.from(Codecs.unpack(codec, content, header.getUncompressed_page_size())),
                header.getDictionary_page_header().getNum_values(),
                encoding(header.getDictionary_page_header().getEncoding()));
    }

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
        return Encoding.valueOf(encoding.name());
    }

    @Override
    public PageReader getPageReader(ColumnDescriptor column) {
        return this;
    }

    @Override
    public long getRowCount() {
        return getTotalValueCount();
    }

    @Override
    public Optional<Long> getRowIndexOffset() {
        return Optional.empty();
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        return dictionary;
    }

    @Override
    public long getTotalValueCount() {
        return data.getValueCount();
    }

    @Override
    public DataPage readPage() {
        return data;
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    /**
     * The bytes of one page at a time, packed and unpacked, outside the heap and in the same place as those of the page before:
     * a column of images is read at the rate of a memory copy, and arrays for each page would cost as much again.
     */
    static final class PageBytes {
        /** Larger pages, which few files have, get arrays of their own. */
        private static final int LARGEST_KEPT = 16 << 20;

        private @Nullable ByteBuffer packed;
        private @Nullable ByteBuffer unpacked;

        /** What lies there; good until the next is read. */
        ByteBuffer read(FileChannel channel, long offset, int size) throws IOException {
            if (size > Codecs.MOST_BYTES) {
                throw new IOException("a page of " + size + " bytes; at most " + Codecs.MOST_BYTES + " are read");
            }
            ByteBuffer bytes = packed = room(packed, size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException("the file is cut off");
                }
            }
            return bytes.flip();
        }

        /**
         * The page; good until the next is unpacked.
         *
         * @throws IOException as {@link Codecs#unpack}
         */
        ByteBuffer unpack(CompressionCodecName codec, ByteBuffer content, int size) throws IOException {
            if (codec != CompressionCodecName.SNAPPY || size <= 0 || size > LARGEST_KEPT || !content.isDirect()) {
                return ByteBuffer.wrap(Codecs.unpack(codec, array(content), size));
            }
            try {
                ByteBuffer page = unpacked = room(unpacked, size);
                if (Snappy.uncompressedLength(content) != size || Snappy.uncompress(content, page) != size) {
                    throw Codecs.damaged(size);
                }
                return page;
            } catch (RuntimeException e) {
                throw Codecs.damaged(e);
            }
        }

        private static ByteBuffer room(@Nullable ByteBuffer before, int size) {
            if (size > LARGEST_KEPT) {
                return ByteBuffer.allocate(size);
            }
            ByteBuffer there = before == null || !before.isDirect() || before.capacity() < size
                    ? ByteBuffer.allocateDirect(Math.max(size, 1 << 16))
                    : before;
            return there.clear().limit(size);
        }

        /** A copy of what there is. */
        static byte[] array(ByteBuffer content) {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }
    }
}
