package dev.vlmstream.inference.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The token that stands for an image in a prompt.
 *
 * @param text as prompts have it
 * @param id its id
 */
public record Placeholder(String text, int id) {

    /** Where a processor's own settings are. */
    public static final String PROCESSOR = "processor_config.json";

    /** Image tokens of one picture or tile; models take hundreds. */
    public static final int MOST_FEATURES = 1 << 16;

    /** A side in pixels, or patches along it. */
    private static final int MOST_SIDE = 1 << 14;

    /**
     * Patches along a side of what the vision encoder takes.
     *
     * @throws BundleException if config.json does not tell
     */
    public static int patches(BundleDirectory bundle) {
        int side = bundle.requireCount("vision_config.image_size", MOST_SIDE);
        return side / bundle.requireCount("vision_config.patch_size", side);
    }

    /**
     * A number of image tokens.
     *
     * @throws BundleException if no model has this many
     */
    public static int requireCount(BundleDirectory bundle, long count) {
        return requireCount(BundleDirectory.CONFIG, bundle, count);
    }

    /** As {@link #requireCount(BundleDirectory, long)}, of a number that another file has. */
    public static int requireCount(String file, BundleDirectory bundle, long count) {
        if (count < 1 || count > MOST_FEATURES) {
            throw new BundleException(bundle.path() + ": " + file + " makes " + count
                    + " tokens of an image, must be 1 to " + MOST_FEATURES
                    + "; copy it from the model's repository again");
        }
        return (int) count;
    }

    /** @throws BundleException if config.json does not tell the id */
    public static Placeholder read(BundleDirectory bundle) {
        JsonNode processor = bundle.json(PROCESSOR).orElse(MissingNode.getInstance());
        return new Placeholder(processor.path("image_token").asText("<image>"), id(bundle, "image_token"));
    }

    /**
     * The id of a token that config.json has under its name and {@code _index} or {@code _id}.
     *
     * @throws BundleException if it has neither
     */
    public static int id(BundleDirectory bundle, String token) {
        return bundle.optionalInt(token + "_index").orElseGet(() -> bundle.requireInt(token + "_id"));
    }

    /** How often a prompt has it. */
    public int occurrences(String prompt) {
        return (int)
                Pattern.compile(text, Pattern.LITERAL).matcher(prompt).results().count();
    }

    /**
     * Makes the one placeholder of a prompt as many as the image has features; a prompt that has as many stays as it is.
     *
     * @param count of the image's features; 0 if there is no image
     * @throws IllegalArgumentException if placeholders and image do not go together
     */
    public int[] expand(int[] ids, int count) {
        int found = (int) Arrays.stream(ids).filter(token -> token == id).count();
        requireFitting(found, count);
        int[] expanded = new int[ids.length - found + count];
        int at = 0;
        for (int token : ids) {
            int times = token == id && found != count ? count : 1;
            Arrays.fill(expanded, at, at + times, token);
            at += times;
        }
        return expanded;
    }

    /**
     * As {@link #expand(int[], int)}, where an image is more than its placeholders.
     *
     * @param image the text that takes the one placeholder's place, with {@code count} of them
     */
    public String expand(String prompt, int count, Supplier<String> image) {
        int found = occurrences(prompt);
        requireFitting(found, count);
        return found == count ? prompt : prompt.replace(text, image.get());
    }

    /** @throws BundleException if the tokenizer reads the text as another token */
    public void requireKnown(BundleDirectory bundle, Tokenizer tokenizer) {
        if (tokenizer.id(text).orElse(-1) != id) {
            throw new BundleException(bundle.path().resolve("tokenizer.json") + " does not read " + text + " as token "
                    + id + ", as config.json says; one of the two files is another model's");
        }
    }

    /** @throws IllegalArgumentException if a prompt with this many placeholders cannot hold an image's features */
    public void requireFitting(int found, int count) {
        if (found != count && (count == 0 || found != 1)) {
            throw new IllegalArgumentException("the prompt has " + found + " placeholders " + text + " and "
                    + (count > 0 ? "one image" : "no image"));
        }
    }

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
}
