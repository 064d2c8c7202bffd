package dev.vlmstream.inference.language;

import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pictures of which some may come several times, with other prompts: a vision encoder that reads no prompts sees each once.
 *
 * @param pixels of each picture, once
 * @param places for each image that was given, which of these
 */
public record DistinctPictures(List<float[]> pixels, int[] places) {

    /** Pictures by identity. */
    public static DistinctPictures of(List<VisionInput> images) {
        Map<VisionInput, Integer> distinct = new IdentityHashMap<>();
        List<float[]> pixels = new ArrayList<>();
        int[] places = new int[images.size()];
        for (int i = 0; i < places.length; i++) {
            VisionInput image = images.get(i);
            places[i] = distinct.computeIfAbsent(image, first -> distinct.size());
            if (places[i] == pixels.size()) {
                pixels.add(image.pixelValues());
            }
        }
        return new DistinctPictures(pixels, places);
    }
}
