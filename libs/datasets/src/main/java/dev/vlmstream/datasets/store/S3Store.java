package dev.vlmstream.datasets.store;

import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Objects below a prefix of a bucket, of Amazon's S3 or any server that speaks it. */
final class S3Store implements ImageStore {
    private static final Pattern LOCATION = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /** One that is no older needs not be made younger; so one may have been asked for this much later than its date says. */
    private static final Duration NEW = Duration.ofHours(1);

    private final String location;
    private final String bucket;
    private final String prefix;
    private final S3Client client;
    private final ExecutorService workers = StoreThreads.pool("image-store");

    private S3Store(String location, String bucket, String prefix, S3Client client) {
        this.location = location;
        this.bucket = bucket;
        this.prefix = prefix;
        this.client = client;
    }

    /** @throws IllegalArgumentException if the location names no bucket */
    static S3Store of(String location, ImageStore.Settings settings) {
        Matcher matcher = LOCATION.matcher(location);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("image store \"" + location + "\": must be s3://BUCKET/PREFIX");
        }
        String path = matcher.group(2) == null ? "" : matcher.group(2).replaceFirst("/+$", "");
        return new S3Store(
                location,
                matcher.group(1),
                path.isEmpty() ? "" : path + "/",
                Bucket.client(settings.endpoint(), settings.region()));
    }

    private String key(String digest) {
        return prefix + Digest.path(digest);
    }

    @Override
    public Set<String> missing(Collection<String> digests) {
        List<Future<Optional<String>>> asked = new ArrayList<>();
        for (String digest : Set.copyOf(digests)) {
            asked.add(workers.submit(() -> isKept(digest) ? Optional.empty() : Optional.of(digest)));
        }
        Set<String> missing = new HashSet<>();
        asked.forEach(answer -> StoreThreads.result(answer).ifPresent(missing::add));
        return missing;
    }

    private boolean isKept(String digest) {
        return call(digest, () -> {
            try {
                if (lastModified(digest).isBefore(Instant.now().minus(NEW))) {
                    renew(digest);
                }
                return true;
            } catch (NoSuchKeyException e) {
                return false;
            }
        });
    }

    private Instant lastModified(String digest) {
        return client.headObject(request -> request.bucket(bucket).key(key(digest)))
                .lastModified();
    }

    /** An object's age is that of its last copy, and be it onto itself. */
    private void renew(String digest) {
        client.copyObject(request -> request.sourceBucket(bucket)
                .sourceKey(key(digest))
                .destinationBucket(bucket)
                .destinationKey(key(digest))
                .metadataDirective(MetadataDirective.REPLACE));
    }

    @Override
    public void put(String digest, byte[] bytes) {
        if (!isKept(digest)) {
            call(
                    digest,
                    () -> client.putObject(
                            request -> request.bucket(bucket).key(key(digest)), RequestBody.fromBytes(bytes)));
        }
    }

    @Override
    public void putAll(Map<String, byte[]> images) {
        List<Future<?>> puts = new ArrayList<>();
        images.forEach((digest, bytes) -> puts.add(workers.submit(() -> put(digest, bytes))));
        puts.forEach(StoreThreads::result);
    }

    @Override
    public Optional<byte[]> get(String digest, long most) {
        return call(digest, () -> {
            try (ResponseInputStream<GetObjectResponse> body =
                    client.getObject(request -> request.bucket(bucket).key(key(digest)))) {
                Long length = body.response().contentLength();
                byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, most + 1));
                if (bytes.length > most) {
                    body.abort();
                    return Optional.of(bytes);
                }
                if (length != null && length != bytes.length) {
                    throw new StoreException(
                            "image store " + location + ": " + digest + " broke off after " + bytes.length + " of "
                                    + length + " bytes",
                            null);
                }
                return Optional.of(bytes);
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new StoreException("image store " + location + ": " + digest + ": " + e.getMessage(), e);
            }
        });
    }

    @Override
    public boolean isFar() {
        return true;
    }

    @Override
    public void list(Consumer<Kept> each) {
        call("", () -> {
            client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
                    .contents()
                    .forEach(object -> {
                        String name = object.key().substring(object.key().lastIndexOf('/') + 1);
                        if (Digest.isOne(name) && key(name).equals(object.key())) {
                            each.accept(new Kept(
                                    name, object.size(), object.lastModified().plus(NEW)));
                        }
                    });
            return true;
        });
    }

    /** S3 removes an object whatever its date: who asks in the milliseconds between the look and the removal is told wrong. */
    @Override
    public boolean removeUnused(Kept listed) {
        String digest = listed.digest();
        return call(digest, () -> {
            try {
                if (!lastModified(digest).plus(NEW).equals(listed.since())) {
                    return false;
                }
                client.deleteObject(request -> request.bucket(bucket).key(key(digest)));
                return true;
            } catch (NoSuchKeyException e) {
                return false;
            }
        });
    }

    private <T> T call(String digest, Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkException e) {
            throw new StoreException("image store " + location + ": " + digest + ": " + Bucket.reason(e), e);
        }
    }

    @Override
    public String toString() {
        return location;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        client.close();
    }
}
