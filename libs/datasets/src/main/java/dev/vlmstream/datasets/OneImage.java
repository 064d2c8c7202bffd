package dev.vlmstream.datasets;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An item has one image. What is about several is refused, whichever way it comes. */
public final class OneImage {
    /** MMMU's questions say where an image belongs, up to {@code <image 7>}. */
    private static final Pattern FURTHER = Pattern.compile("<image [2-9]>");

    private OneImage() {}

    /** @param images how many it has */
    static InvalidItemException several(int images) {
        return new InvalidItemException(
                "it has several images (" + images + "), and an item has one; leave such items out");
    }

    /** @throws InvalidItemException if the question names further images */
    public static void require(String question) {
        Matcher further = FURTHER.matcher(question);
        if (further.find()) {
            throw new InvalidItemException("the question is about several images (" + further.group()
                    + "), and an item has one; leave such questions out");
        }
    }
}
