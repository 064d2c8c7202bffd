package dev.vlmstream.inference.image;

import java.io.IOException;

/** The file formats, and how their first bytes look. */
enum Format {
    JPEG(JpegDecoder::decode),
    PNG(PngDecoder::decode),
    GIF(GifDecoder::decode),
    BMP(BmpDecoder::decode),
    TIFF(TiffDecoder::decode),
    WEBP(WebpDecoder::decode);

    private interface Decoder {
        RgbImage decode(Source source) throws IOException;
    }

    private final Decoder decoder;

    Format(Decoder decoder) {
        this.decoder = decoder;
    }

    RgbImage decode(Source source) throws IOException {
        return decoder.decode(source);
    }

    /** The format of a file, or null for none that is known. */
    static Format of(Source source) {
        if (source.has(0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (source.has(0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (source.has(0, "GIF87a") || source.has(0, "GIF89a")) {
            return GIF;
        }
        if (source.has(0, "BM")) {
            return BMP;
        }
        if (source.has(0, "RIFF") && source.has(8, "WEBP")) {
            return WEBP;
        }
        return source.has(0, "II*\0") || source.has(0, "MM\0*") ? TIFF : null;
    }
}
