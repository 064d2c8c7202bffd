package dev.vlmstream.preprocessing.codec.tiff;

import dev.vlmstream.preprocessing.codec.ByteArrayImageInput;
import dev.vlmstream.preprocessing.codec.PlatformReaders;
import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageReader;

/** Plain TIFF files: grey, palette and RGB of up to 8 bits, uncompressed, LZW, deflate or PackBits. */
public final class TiffDecoder {
    private static final String PLATFORM_READER = "com.sun.imageio.plugins.tiff.TIFFImageReaderSpi";

    private TiffDecoder() {}

    public static RgbImage decode(Source source) throws IOException {
        TiffTags tags = TiffTags.read(source);
        TiffSamples header = TiffSamples.read(source, tags);
        Raster raster = read(TiffCopy.of(source, tags, header.strips()));
        if (raster.getWidth() != header.width() || raster.getHeight() != header.height()) {
            throw new IOException("its size is read as " + raster.getWidth() + " x " + raster.getHeight());
        }
        byte[] rgb = RgbImage.bytes(header.width(), header.height());
        int[] row = new int[header.width() * raster.getNumBands()];
        for (int y = 0, out = 0; y < header.height(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, header.width(), 1, row);
            for (int x = 0; x < header.width(); x++, out += 3) {
                header.toRgb(row, x * raster.getNumBands(), rgb, out);
            }
        }
        return source.image(header.width(), header.height(), rgb, header.mode());
    }

    private static Raster read(byte[] file) throws IOException {
        ImageReader reader = PlatformReaders.create(PLATFORM_READER);
        ByteArrayImageInput input = new ByteArrayImageInput(file);
        try {
            reader.setInput(input, true, true);
            Raster raster = reader.read(0).getRaster();
            if (input.ranOut()) {
                throw new EOFException("it ends before its last row is complete");
            }
            return raster;
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        } finally {
            reader.dispose();
        }
    }
}
