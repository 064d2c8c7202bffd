package dev.vlmstream.preprocessing.codec.jpeg;

import dev.vlmstream.preprocessing.codec.ByteArrayImageInput;
import dev.vlmstream.preprocessing.codec.Colour;
import dev.vlmstream.preprocessing.codec.PlatformReaders;
import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.header.JpegHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * JPEG through the platform's own libjpeg, whose accurate inverse transform and smooth chroma upsampling are Pillow's.
 * The raster is read as it is in the file: the platform would apply colour profiles and a gamma, which Pillow does not.
 */
public final class JpegDecoder {
    private static final String PLATFORM_READER = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";
    private static final ThreadLocal<ImageReader> READER =
            ThreadLocal.withInitial(() -> PlatformReaders.create(PLATFORM_READER));

    private JpegDecoder() {}

    public static RgbImage decode(Source source) throws IOException {
        JpegSegments segments = JpegSegments.read(source);
        JpegHeader header = segments.header();
        byte[] samples = samples(read(source), header);
        byte[] rgb =
                switch (header.components()) {
                    case 1 -> Colour.greyToRgb(samples);
                    case 3 -> segments.transformed() ? Colour.yccToRgbInPlace(samples) : samples;
                    default -> Colour.invertedCmykToRgb(samples, segments.transformed());
                };
        return source.image(header.width(), header.height(), rgb, segments.mode());
    }

    private static Raster read(Source source) throws IOException {
        ImageReader reader = READER.get();
        ByteArrayImageInput input = new ByteArrayImageInput(source.bytes());
        try {
            reader.setInput(input, true, true);
            Raster raster = reader.readRaster(0, null);
            if (input.ranOut()) {
                // libjpeg would fill the rest with grey and only warn
                throw new EOFException("it ends before its last row is complete");
            }
            return raster;
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        } finally {
            reader.setInput(null);
        }
    }

    /** The interleaved samples, without a copy where the raster is laid out that way, which the platform's is. */
    private static byte[] samples(Raster raster, JpegHeader header) throws IOException {
        if (raster.getWidth() != header.width()
                || raster.getHeight() != header.height()
                || raster.getNumBands() != header.components()) {
            throw new IOException("its size or components change within the file");
        }
        int length = header.width() * header.height() * header.components();
        if (raster.getDataBuffer() instanceof DataBufferByte buffer
                && raster.getSampleModel() instanceof ComponentSampleModel model
                && buffer.getData().length == length
                && isInterleaved(model, header)) {
            return buffer.getData();
        }
        throw new IOException("this Java platform reads JPEG files into " + raster.getSampleModel());
    }

    private static boolean isInterleaved(ComponentSampleModel model, JpegHeader header) {
        for (int band = 0; band < header.components(); band++) {
            if (model.getBandOffsets()[band] != band) {
                return false;
            }
        }
        return model.getPixelStride() == header.components()
                && model.getScanlineStride() == header.components() * header.width();
    }
}
