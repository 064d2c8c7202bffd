package dev.vlmstream.datasets.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What others have put into a bucket, to be read. Every method throws a {@link StoreException} if it cannot be used; clients
 * try again by themselves what may go better then.
 */
public final class Bucket implements AutoCloseable {
    private final String name;
    private final S3Client client;

    private Bucket(String name, S3Client client) {
        this.name = name;
        this.client = client;
    }

    /**
     * One object.
     *
     * @param etag tells versions apart; may be empty
     */
    public record Entry(String key, long size, String etag, Instant modified) {}

    /**
     * Nothing is looked at yet.
     *
     * @param endpoint as {@link ImageStore.Settings#endpoint()}
     * @param region as {@link ImageStore.Settings#region()}
     */
    public static Bucket open(String name, Optional<URI> endpoint, Optional<String> region) {
        return new Bucket(name, client(endpoint, region));
    }

    public Optional<Entry> find(String key) {
        return call(key, () -> {
            try {
                HeadObjectResponse head =
                        client.headObject(request -> request.bucket(name).key(key));
                return Optional.of(new Entry(key, head.contentLength(), etag(head.eTag()), head.lastModified()));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    /** All objects whose keys begin so. */
    public void list(String prefix, Consumer<Entry> each) {
        call(prefix, () -> {
            client.listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix)).contents().stream()
                    .map(object -> new Entry(object.key(), object.size(), etag(object.eTag()), object.lastModified()))
                    .forEach(each);
            return true;
        });
    }

    /** The object's bytes from one on. To close it early breaks the connection off. */
    public InputStream read(Entry entry, long from) {
        return call(entry.key(), () -> {
            ResponseInputStream<GetObjectResponse> body = client.getObject(
                    request -> request.bucket(name).key(entry.key()).range(from > 0 ? "bytes=" + from + "-" : null));
            // Not every server minds If-Match.
            if (!etag(body.response().eTag()).equals(entry.etag())) {
                body.abort();
                throw new StoreException(
                        "s3://" + name + "/" + entry.key() + ": it has changed since it was listed; begin again", null);
            }
            return new Body(body);
        });
    }

    /** Not every server has them for all objects. */
    private static String etag(@Nullable String given) {
        return given == null ? "" : given;
    }

    private <T> T call(String key, Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkException e) {
            throw new StoreException("s3://" + name + "/" + key + ": " + reason(e), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** The client's own would read to the end first. */
    private static final class Body extends FilterInputStream {
        private final ResponseInputStream<GetObjectResponse> body;
        private volatile boolean ended;

        Body(ResponseInputStream<GetObjectResponse> body) {
            super(body);
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            ended |= value < 0;
            return value;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            int n = super.read(bytes, from, most);
            ended |= n < 0;
            return n;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                super.close();
            } else {
                body.abort();
            }
        }
    }

    /** @see ImageStore.Settings */
    static S3Client client(Optional<URI> endpoint, Optional<String> region) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(regionOf(endpoint, region))
                // Servers other than Amazon's know no checksums but the ones they must; ours is the object's name.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        endpoint.ifPresent(server -> builder.endpointOverride(server).forcePathStyle(true));
        return builder.build();
    }

    private static Region regionOf(Optional<URI> endpoint, Optional<String> region) {
        return region.map(Region::of).orElseGet(() -> {
            try {
                return endpoint.map(server -> Region.US_EAST_1)
                        .orElseGet(() -> new DefaultAwsRegionProviderChain().getRegion());
            } catch (SdkException e) {
                return Region.US_EAST_1;
            }
        });
    }

    /** What went wrong, in a few words. */
    static String reason(SdkException e) {
        if (!(e instanceof S3Exception refused)) {
            String message = String.valueOf(e.getMessage());
            return message.startsWith("Unable to load credentials")
                    ? "no keys are set: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
                    : message;
        }
        return refused.awsErrorDetails() == null || refused.awsErrorDetails().errorCode() == null
                ? "HTTP " + refused.statusCode()
                : refused.awsErrorDetails().errorCode() + " (HTTP " + refused.statusCode() + ")";
    }
}
