package dev.vlmstream.ingest;

import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one record of the items topic is; told apart by its content. */
sealed interface Pushed {
    /** The run's id; null where the sender left it out. */
    @Nullable
    String run();

    /**
     * A line of a dataset. Its run and item id may be empty.
     *
     * @param item without its image where that has to be fetched
     * @param imageOf where it is to be had then ({@link JsonImages#item}); null where there is nothing to fetch
     */
    record Line(@Nullable String run, Item item, @Nullable PushedItem imageOf) implements Pushed {
        private static final Pattern WEB =
                Pattern.compile("https?://([^/?#]+).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

        /** From where its image is to be fetched; null if that is not the web. */
        @Nullable
        String host() {
            if (imageOf == null || imageOf.imageAddress() == null || imageOf.imageSha256() != null) {
                return null;
            }
            Matcher address = WEB.matcher(imageOf.imageAddress());
            return address.matches() ? address.group(1).toLowerCase(Locale.ROOT) : null;
        }
    }

    /** A manifest, pushed through the same door: it opens a run. */
    record Manifest(@Nullable String run, RunManifest manifest) implements Pushed {}

    /**
     * The record after the last item: how many there are.
     *
     * @param itemsDigest which they are; null: the sender does not say
     */
    record Closing(
            @Nullable String run, long items, @Nullable String itemsDigest) implements Pushed {}
}
