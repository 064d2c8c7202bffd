package dev.vlmstream.inference.image;

import java.io.IOException;

/** The file formats, and how their first bytes look. */
enum Format {
    JPEG {
        @Override
        RgbImage decode(Source source) throws IOException {
            return JpegDecoder.decode(source);
        }
    },
    PNG {
        @Override
        RgbImage decode(Source source) throws IOException {
            return PngDecoder.decode(source);
        }
    };

    abstract RgbImage decode(Source source) throws IOException;

    /** The format of a file, or null for none that is known. */
    static Format of(byte[] encoded) {
        Source source = new Source(encoded, "", ImageLimits.DEFAULT);
        if (source.has(0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (source.has(0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        return null;
    }
}
