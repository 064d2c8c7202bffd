package dev.vlmstream.ingest;

import dev.vlmstream.preprocessing.header.ImageHeader;
import dev.vlmstream.preprocessing.header.PixelLimit;
import dev.vlmstream.streaming.config.StreamConfig;

/** What is looked at before bytes are taken for an image, by whichever door they come. */
public record ImageCheck(PixelLimit limit) {

    /** What the services that decode will let through. */
    public static ImageCheck of(StreamConfig.Images images) {
        return new ImageCheck(
                new PixelLimit(images.maxPixels(), images.decoderHeap().orElseGet(Runtime.getRuntime()::maxMemory)));
    }

    /**
     * The image's media type, by its first bytes.
     *
     * @throws dev.vlmstream.preprocessing.header.InvalidImageException if it is none, or larger than the services decode
     */
    public String mediaType(byte[] bytes) {
        ImageHeader header = ImageHeader.probe(bytes);
        limit.check(header, bytes.length);
        return header.format().mediaType();
    }
}
