package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.header.BmpHeader;
import dev.vlmstream.preprocessing.header.IcoHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Icons: the largest picture of the file, a PNG or a bitmap whose mask is dropped like any alpha. */
public final class IcoDecoder {
    private IcoDecoder() {}

    public static RgbImage decode(EncodedBytes source) throws IOException {
        IcoHeader header = IcoHeader.read(source.bytes());
        byte[] picture = Arrays.copyOfRange(source.bytes(), header.at(), header.at() + header.length());
        BmpHeader bitmap = header.bitmap();
        if (bitmap == null) {
            return PngDecoder.decode(new EncodedBytes(picture, source.header()));
        }
        byte[] rgb = BmpDecoder.decode(new EncodedBytes(asFile(picture, bitmap), source.header()))
                .rgb();
        return source.image(bitmap.width(), bitmap.height(), rgb, "RGBA");
    }

    /** The bitmap's file, without the rows of the mask. */
    private static byte[] asFile(byte[] picture, BmpHeader bitmap) {
        ByteBuffer file = ByteBuffer.wrap(IcoHeader.asFile(picture)).order(ByteOrder.LITTLE_ENDIAN);
        int stored = bitmap.core() ? 0 : file.getInt(IcoHeader.FILE_HEADER + 32);
        int colours = bitmap.depth() > 8 ? 0 : stored > 0 && stored <= 256 ? stored : 1 << bitmap.depth();
        file.putInt(10, IcoHeader.FILE_HEADER + bitmap.length() + colours * (bitmap.core() ? 3 : 4));
        if (bitmap.core()) {
            file.putShort(IcoHeader.FILE_HEADER + 6, (short) bitmap.rows());
        } else {
            file.putInt(IcoHeader.FILE_HEADER + 8, bitmap.rows());
        }
        return file.array();
    }
}
