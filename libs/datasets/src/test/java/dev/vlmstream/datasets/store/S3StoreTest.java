package dev.vlmstream.datasets.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a server that speaks S3 and is not Amazon's. */
class S3StoreTest extends StoreContract {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @TempDir
    static Path blobs;

    @TempDir
    Path cache;

    private static BlobStoreContext context;
    private static S3Proxy server;
    private static URI endpoint;

    private String prefix;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("aws.accessKeyId", "user");
        System.setProperty("aws.secretAccessKey", "secret");
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", blobs.toString());
        context = ContextBuilder.newBuilder("filesystem")
                .credentials("user", "secret")
                .overrides(properties)
                .build(BlobStoreContext.class);
        BlobStore store = context.getBlobStore();
        store.createContainerInLocation(null, "photos");
        server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "user", "secret")
                .build();
        server.start();
        while (!server.getState().equals("STARTED")) {
            Thread.sleep(10);
        }
        endpoint = URI.create("http://127.0.0.1:" + server.getPort());
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        server.stop();
        context.close();
    }

    @BeforeEach
    void another() {
        prefix = "run/" + PREFIXES.incrementAndGet() + "/";
    }

    @Override
    ImageStore store() {
        return open("s3://photos/" + prefix, endpoint, 1 << 20);
    }

    @Override
    void forgotten(String digest) throws IOException {
        Files.setLastModifiedTime(
                blobs.resolve("photos").resolve(prefix + Digest.path(digest)),
                FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    }

    private ImageStore open(String location, URI server, long cacheBytes) {
        return ImageStore.open(
                location,
                new ImageStore.Settings(Optional.of(server), Optional.empty(), cache.resolve("cache"), cacheBytes));
    }

    @Test
    void objectsLieBelowThePrefix() {
        try (ImageStore store = store()) {
            store.put(Digest.of(CAT), CAT);
            String path = prefix + Digest.of(CAT).substring(0, 2) + "/" + Digest.of(CAT);
            assertThat(blobs.resolve("photos").resolve(path)).hasBinaryContent(CAT);
        }
    }

    @Test
    void whatWasFetchedIsReadFromDiskAndMakesRoom() throws Exception {
        byte[] first = new byte[600_000];
        byte[] second = "x".repeat(600_000).getBytes(UTF_8);
        try (ImageStore store = store()) {
            store.put(Digest.of(first), first);
            store.put(Digest.of(second), second);
            assertThat(store.get(Digest.of(first), 1 << 20)).hasValue(first);
            Path copy = cache.resolve("cache").resolve(Digest.path(Digest.of(first)));
            assertThat(copy).hasBinaryContent(first);
            Files.delete(blobs.resolve("photos").resolve(prefix + Digest.path(Digest.of(first))));
            assertThat(store.get(Digest.of(first), 1 << 20)).hasValue(first);
            assertThat(store.get(Digest.of(second), 1 << 20)).hasValue(second);
            assertThat(copy).as("1 MiB has room for one of them").doesNotExist();
            assertThat(store.get(Digest.of(first), 1 << 20)).isEmpty();
        }
    }

    @Test
    void aDamagedCopyIsFetchedAgain() throws Exception {
        Path copy = cache.resolve("cache").resolve(Digest.path(Digest.of(CAT)));
        try (ImageStore store = store()) {
            store.put(Digest.of(CAT), CAT);
            assertThat(store.get(Digest.of(CAT), 100)).hasValue(CAT);
            Files.write(copy, DOG);
            assertThat(store.get(Digest.of(CAT), 100)).hasValue(CAT);
            assertThat(copy).hasBinaryContent(CAT);
        }
        // A process after it takes the copies over.
        Files.delete(blobs.resolve("photos").resolve(prefix + Digest.path(Digest.of(CAT))));
        try (ImageStore store = store()) {
            assertThat(store.get(Digest.of(CAT), 100)).hasValue(CAT);
        }
    }

    @Test
    void whatIsFetchedAheadIsThereWhenItIsAskedFor() {
        try (ImageStore store = store()) {
            assertThat(store.isFar()).isTrue();
            store.put(Digest.of(CAT), CAT);
            store.prefetch(List.of(Digest.of(CAT), Digest.of(DOG), Digest.of(CAT)));
            assertThat(store.get(Digest.of(CAT), 100)).hasValue(CAT);
            assertThat(store.get(Digest.of(DOG), 100)).isEmpty();
        }
    }

    @Test
    void aServerThatIsAwayOrABucketThatIsNotThereIsSaidInALine() {
        try (ImageStore away = open("s3://photos/a", URI.create("http://127.0.0.1:1"), 0)) {
            assertThatThrownBy(() -> away.missing(List.of(Digest.of(CAT))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("image store s3://photos/a: ")
                    .message()
                    .doesNotContain("\n");
        }
        try (ImageStore wrong = open("s3://no-such-bucket/a", endpoint, 0)) {
            assertThatThrownBy(() -> wrong.put(Digest.of(CAT), CAT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("no-such-bucket");
        }
    }

    /** As MinIO and Ceph answer when their disks are full. */
    @Test
    void aServerThatIsFullIsSaidInALineAndTakesTheSameLater() throws Exception {
        byte[] error =
                ("<?xml version=\"1.0\"?><Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its"
                                + " minimum free drive threshold.</Message></Error>")
                        .getBytes(UTF_8);
        AtomicBoolean full = new AtomicBoolean(true);
        HttpServer small = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        small.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean put = exchange.getRequestMethod().equals("PUT");
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            if (put && full.get()) {
                exchange.sendResponseHeaders(507, error.length);
                exchange.getResponseBody().write(error);
            } else {
                exchange.sendResponseHeaders(put ? 200 : 404, -1);
            }
            exchange.close();
        });
        small.start();
        try (ImageStore store = open(
                "s3://photos/a",
                URI.create("http://127.0.0.1:" + small.getAddress().getPort()),
                0)) {
            assertThatThrownBy(() -> store.put(Digest.of(CAT), CAT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("image store s3://photos/a: ")
                    .hasMessageContaining("XMinioStorageFull (HTTP 507)")
                    .message()
                    .doesNotContain("\n");
            full.set(false);
            store.put(Digest.of(CAT), CAT);
        } finally {
            small.stop(0);
        }
    }

    @Test
    void whatOthersPutIntoABucketIsReadFromAnyByteOn() throws Exception {
        Path folder = Files.createDirectories(blobs.resolve("photos").resolve(prefix + "set"));
        Files.write(folder.resolve("a b.tar"), CAT);
        Files.write(folder.resolve("c.tar"), DOG);
        try (Bucket bucket = Bucket.open("photos", Optional.of(endpoint), Optional.empty())) {
            Bucket.Entry entry = bucket.find(prefix + "set/a b.tar").orElseThrow();
            assertThat(entry.size()).isEqualTo(CAT.length);
            assertThat(bucket.find(prefix + "set/none")).isEmpty();
            try (InputStream body = bucket.read(entry, 1)) {
                assertThat(body.readAllBytes()).isEqualTo(Arrays.copyOfRange(CAT, 1, CAT.length));
            }
            List<String> keys = new ArrayList<>();
            bucket.list(prefix + "set/", one -> keys.add(one.key()));
            assertThat(keys).contains(prefix + "set/a b.tar", prefix + "set/c.tar");
            Bucket.Entry other = new Bucket.Entry(entry.key(), 1, "\"0123\"", entry.modified());
            assertThatThrownBy(() -> bucket.read(other, 0).close())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(entry.key())
                    .hasMessageContaining("it has changed since it was listed");
        }
    }
}
