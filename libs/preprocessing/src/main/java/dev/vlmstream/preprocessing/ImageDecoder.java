package dev.vlmstream.preprocessing;

import dev.vlmstream.preprocessing.codec.BmpDecoder;
import dev.vlmstream.preprocessing.codec.EncodedBytes;
import dev.vlmstream.preprocessing.codec.GifDecoder;
import dev.vlmstream.preprocessing.codec.IcoDecoder;
import dev.vlmstream.preprocessing.codec.JpegDecoder;
import dev.vlmstream.preprocessing.codec.PngDecoder;
import dev.vlmstream.preprocessing.codec.PnmDecoder;
import dev.vlmstream.preprocessing.codec.TgaDecoder;
import dev.vlmstream.preprocessing.codec.TiffDecoder;
import dev.vlmstream.preprocessing.codec.UnsupportedImageException;
import dev.vlmstream.preprocessing.codec.webp.WebpDecoder;
import dev.vlmstream.preprocessing.header.ImageFormat;
import dev.vlmstream.preprocessing.header.ImageHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.EOFException;
import java.io.IOException;

/**
 * Pillow's {@code Image.open(file).convert("RGB")}: EXIF orientation and colour profiles are ignored, alpha is dropped,
 * truncated files are refused. {@link ImageFormat} lists the formats, told apart by their first bytes; of an animation the first
 * frame is taken, and of an icon the largest.
 */
public final class ImageDecoder {
    private ImageDecoder() {}

    /**
     * Decodes an image file.
     *
     * @param encoded the file's bytes
     * @param name what errors call the image
     * @throws ImageException if it is no image, damaged, truncated, of an unsupported kind or above the limits; sizes
     *     are checked on the header, before pixels are decoded
     */
    public static RgbImage decode(byte[] encoded, String name, ImageLimits limits) {
        return decode(encoded, name, limits.header(encoded, name));
    }

    /** @param header the file's own, within the limits; whatever else the file says of its size is held against it */
    static RgbImage decode(byte[] encoded, String name, ImageHeader header) {
        ImageFormat format = header.format();
        try {
            return decode(new EncodedBytes(encoded, header));
        } catch (EOFException e) {
            throw new ImageException(name, format + " file is truncated" + detail(e), e);
        } catch (UnsupportedImageException e) {
            throw new ImageException(name, "unsupported " + format + " file" + detail(e), e);
        } catch (IOException e) {
            throw new ImageException(name, "damaged " + format + " file" + detail(e), e);
        } catch (ArithmeticException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | NegativeArraySizeException e) {
            // what hostile bytes can provoke in any decoder, the platform's included
            throw new ImageException(name, "damaged " + format + " file (" + e + ")", e);
        }
    }

    private static RgbImage decode(EncodedBytes source) throws IOException {
        return switch (source.header().format()) {
            case JPEG -> JpegDecoder.decode(source);
            case PNG -> PngDecoder.decode(source);
            case GIF -> GifDecoder.decode(source);
            case BMP -> BmpDecoder.decode(source);
            case WEBP -> WebpDecoder.decode(source);
            case TIFF -> TiffDecoder.decode(source);
            case PNM -> PnmDecoder.decode(source);
            case ICO -> IcoDecoder.decode(source);
            case TGA -> TgaDecoder.decode(source);
        };
    }

    private static String detail(IOException e) {
        return e.getMessage() == null ? "" : ": " + e.getMessage();
    }
}
