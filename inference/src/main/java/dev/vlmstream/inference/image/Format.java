package dev.vlmstream.inference.image;

import dev.vlmstream.datasets.ImageHeader;
import java.io.IOException;
import java.util.Locale;

/** The file formats, each with its decoder. */
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

    static Format of(ImageHeader header) {
        return valueOf(header.format().toUpperCase(Locale.ROOT));
    }
}
