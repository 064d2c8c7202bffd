package dev.vlmstream.datasets.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Images by the SHA-256 of their bytes (64 lower-case hexadecimal digits). Putting one that is already stored changes nothing. May be used by
 * many threads and processes at once; whoever reads sees a whole object or none. Every method throws a {@link StoreException} if the
 * store cannot be used.
 */
public interface ImageStore extends AutoCloseable {
    /** What stands for no store: images travel in the records. */
    String NONE = "none";

    /**
     * An image that is kept.
     *
     * @param since when it was put or asked for last, or a little later
     */
    record Kept(String digest, long bytes, Instant since) {}

    /**
     * Opens a store; nothing is looked at yet.
     *
     * @param location a directory, which is made when something is put there, or {@code s3://BUCKET/PREFIX}
     * @param settings of S3, and of the cache before it
     * @throws IllegalArgumentException if the location is none
     */
    static ImageStore open(String location, Settings settings) {
        if (location.startsWith("s3://")) {
            return new CachedStore(S3Store.of(location, settings), settings);
        }
        if (location.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
            throw new IllegalArgumentException(
                    "image store \"" + location + "\": must be a directory, s3://BUCKET/PREFIX or " + NONE);
        }
        return new DirectoryStore(Path.of(location));
    }

    /** Those of the digests that are not kept. Those that are count as new from now on: whoever asks is about to refer to them. */
    Set<String> missing(Collection<String> digests);

    /** Keeps an image. The digest must be that of the bytes; that is not computed again. */
    void put(String digest, byte[] bytes);

    /** Keeps several images, by their digests: those that are not kept yet. */
    default void putAll(Map<String, byte[]> images) {
        images.forEach(this::put);
    }

    /**
     * An image's bytes, not verified.
     *
     * @param most of one that has more bytes, this many and one more come
     */
    Optional<byte[]> get(String digest, long most);

    /** Whether it pays to fetch ahead. */
    boolean isFar();

    /** Begins to fetch images that will be asked for soon, where that saves time. */
    default void prefetch(Collection<String> digests) {}

    /** All that are kept, in no order. */
    void list(Consumer<Kept> each);

    /**
     * Forgets an image, unless it was put or asked for since it was listed. Who is told up to that moment that it is there finds it;
     * who asks later is told that it is missing.
     *
     * @return whether it was removed
     */
    boolean removeUnused(Kept listed);

    /** The location, for people. */
    @Override
    String toString();

    @Override
    void close();

    /**
     * How a bucket is reached. Credentials come from where every program with Amazon's SDK has them: {@code AWS_ACCESS_KEY_ID} and
     * {@code AWS_SECRET_ACCESS_KEY}, a profile, a web identity, the machine's role.
     *
     * @param endpoint of a server that is not Amazon's; its objects are addressed by path
     * @param region where it is neither set nor known: {@code us-east-1}, which other servers take
     * @param cache directory for copies of what was fetched
     * @param cacheBytes that copies may take; 0: none are kept
     */
    public record Settings(Optional<URI> endpoint, Optional<String> region, Path cache, long cacheBytes) {}
}
