package dev.vlmstream.inference.remote.api;

import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.MediaType;
import dev.vlmstream.preprocessing.PngCopy;
import java.util.Base64;
import java.util.Set;

/** An image as requests carry it. */
public record RequestImage(String mediaType, String base64) {

    /**
     * The file's own bytes where the API reads its format, else its pixels as PNG.
     *
     * @throws ImageException if it is no image, or has to be read for that and cannot be
     */
    public static RequestImage of(byte[] encoded, String name, Set<String> accepted, ImageLimits limits) {
        String type = MediaType.of(encoded, name);
        return accepted.contains(type)
                ? new RequestImage(type, Base64.getEncoder().encodeToString(encoded))
                : new RequestImage("image/png", Base64.getEncoder().encodeToString(PngCopy.of(encoded, name, limits)));
    }

    /** As chat completions and SGLang take it. */
    public String dataUrl() {
        return "data:" + mediaType + ";base64," + base64;
    }
}
