package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.codec.PlatformReaders.ByteArrayImageInput;
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

    public static RgbImage decode(EncodedBytes source) throws IOException {
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

    private static Raster read(EncodedBytes source) throws IOException {
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

    /**
     * What a JPEG file's markers say before its first scan.
     *
     * @param transformed whether the first three components are YCbCr and not RGB or CMY; libjpeg's guess where no marker
     *     says so
     */
    private record JpegSegments(JpegHeader header, boolean transformed) {
        private static final int START_OF_SCAN = 0xda;
        private static final int PROGRESSIVE = 0xc2;
        /** Encoders write about ten. */
        private static final int MOST_SCANS = 100;

        private static final int ADOBE = 0xee;
        private static final int JFIF = 0xe0;

        static JpegSegments read(EncodedBytes source) throws IOException {
            JpegHeader header = JpegHeader.read(source.bytes());
            requireSupported(header);
            boolean jfif = false;
            int adobe = -1;
            int at = marker(source, 2);
            for (int marker = source.u8(at); marker != START_OF_SCAN; marker = source.u8(at)) {
                if (JpegHeader.standsAlone(marker)) {
                    at = marker(source, at + 1);
                    continue;
                }
                int length = source.u16be(at + 1);
                jfif |= marker == JFIF && source.has(at + 3, "JFIF\0");
                if (marker == ADOBE && length >= 14 && source.has(at + 3, "Adobe")) {
                    adobe = source.u8(at + 14);
                }
                at = marker(source, at + 1 + length);
            }
            if (header.process() == PROGRESSIVE || source.u8(at + 3) < header.components()) {
                requireFewScans(source, at);
            }
            return of(source, header, jfif, adobe);
        }

        /** The place of the marker's code: after 0xff bytes, any number of them; other bytes are skipped, as libjpeg does. */
        private static int marker(EncodedBytes source, int from) throws IOException {
            int at = from;
            while (source.u8(at) != 0xff) {
                at++;
            }
            while (source.u8(at) == 0xff) {
                at++;
            }
            return at;
        }

        /** Each scan of a few bytes makes libjpeg go over the whole picture again. */
        private static void requireFewScans(EncodedBytes source, int first) throws IOException {
            byte[] bytes = source.bytes();
            int scans = 0;
            for (int at = first; at < bytes.length; at++) {
                if ((bytes[at] & 0xff) == START_OF_SCAN && (bytes[at - 1] & 0xff) == 0xff && ++scans > MOST_SCANS) {
                    throw new IOException("more than " + MOST_SCANS + " scans: save it as a baseline JPEG");
                }
            }
        }

        private static void requireSupported(JpegHeader header) throws IOException {
            if (header.process() > PROGRESSIVE) {
                throw new UnsupportedImageException("lossless, hierarchical or arithmetic coding");
            }
            if (header.precision() != 8) {
                throw new IOException(header.precision() + " bits a sample; only 8 are supported");
            }
        }

        private static JpegSegments of(EncodedBytes source, JpegHeader header, boolean jfif, int adobe)
                throws IOException {
            int components = header.components();
            if (components != 1 && components != 3 && components != 4) {
                throw new IOException(components + " colour components; only 1, 3 and 4 are supported");
            }
            boolean transformed =
                    switch (components) {
                        case 3 -> jfif || (adobe >= 0 ? adobe != 0 : !namedRgb(source, header.at()));
                        case 4 -> adobe == 2;
                        default -> false;
                    };
            return new JpegSegments(header, transformed);
        }

        private static boolean namedRgb(EncodedBytes source, int frame) throws IOException {
            return source.u8(frame + 9) == 'R' && source.u8(frame + 12) == 'G' && source.u8(frame + 15) == 'B';
        }

        /** Pillow's name of the mode. */
        String mode() {
            int components = header.components();
            return components == 1 ? "L" : components == 3 ? "RGB" : "CMYK";
        }
    }
}
