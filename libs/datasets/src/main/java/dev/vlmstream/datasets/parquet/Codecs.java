package dev.vlmstream.datasets.parquet;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Unpacks pages without Hadoop's codecs, and never to more than a page says it has. */
final class Codecs implements CompressionCodecFactory {
    /** A page with more bytes is none that could be held. */
    static final int MOST_BYTES = 512 << 20;

    /** @throws IOException if the bytes are not packed so, or are not as many */
    static byte[] unpack(CompressionCodecName codec, byte[] packed, int size) throws IOException {
        if (size < 0 || size > MOST_BYTES) {
            throw new IOException("a page of " + size + " bytes; at most " + MOST_BYTES + " are read");
        }
        if (size == 0) {
            return new byte[0];
        }
        try {
            byte[] page = codec == CompressionCodecName.UNCOMPRESSED ? packed : new byte[size];
            long length =
                    switch (codec) {
                        case UNCOMPRESSED -> packed.length;
                        case SNAPPY -> {
                            if (Snappy.uncompressedLength(packed) != size) {
                                yield -1;
                            }
                            yield Snappy.uncompress(packed, 0, packed.length, page, 0);
                        }
                        case ZSTD -> Zstd.decompress(page, packed);
                        case GZIP -> new GZIPInputStream(new ByteArrayInputStream(packed)).readNBytes(page, 0, size);
                        case LZ4_RAW ->
                            new Lz4Decompressor().decompress(packed, 0, packed.length, page, 0, page.length);
                        default ->
                            throw new IOException("it is packed with " + codec
                                    + ", which is not read; write it with snappy, gzip, zstd, lz4_raw or none");
                    };
            if (length != size) {
                throw damaged(size);
            }
            return page;
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    static IOException damaged(int size) {
        return new IOException("a page is damaged: it says it has " + size + " bytes");
    }

    static IOException damaged(RuntimeException e) {
        return new IOException("a page is damaged: " + e.getMessage(), e);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new BytesInputDecompressor() {
            @Override
            public BytesInput decompress(BytesInput bytes, int size) throws IOException {
                return BytesInput.from(unpack(codec, bytes.toByteArray(), size));
            }

            @Override
            public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int size) throws IOException {
                byte[] packed = new byte[packedSize];
                input.get(packed);
                output.put(unpack(codec, packed, size));
            }

            @Override
            public void release() {
                // It holds nothing.
            }
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Parquet is only read here");
    }

    @Override
    public void release() {
        // It holds nothing.
    }
}
