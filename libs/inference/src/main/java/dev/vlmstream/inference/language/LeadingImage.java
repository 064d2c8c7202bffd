package dev.vlmstream.inference.language;

import java.util.Arrays;

/**
 * The image tokens in front of a prompt, where a family puts them itself.
 *
 * @param id their id
 * @param count how many of them an image takes
 */
public record LeadingImage(int id, int count) {

    /**
     * Puts an image's tokens before a prompt's.
     *
     * @throws IllegalArgumentException if the prompt has image tokens of its own
     */
    public int[] before(int[] prompt) {
        if (Arrays.stream(prompt).anyMatch(token -> token == id)) {
            throw new IllegalArgumentException(
                    "the prompt has image tokens; in this family they are put before it, write none");
        }
        int[] ids = new int[count + prompt.length];
        Arrays.fill(ids, 0, count, id);
        System.arraycopy(prompt, 0, ids, count, prompt.length);
        return ids;
    }
}
