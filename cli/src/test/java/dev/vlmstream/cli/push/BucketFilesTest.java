package dev.vlmstream.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.DatasetOption.ShownFetch;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.sources.BucketFiles;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.datasets.sources.FetchedFiles;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.store.Bucket;
import dev.vlmstream.datasets.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a server that speaks S3 and is not Amazon's. */
class BucketFilesTest {
    private static final Path FILES = Installation.home().resolve("libs/datasets/src/test/resources/datasets");

    @TempDir
    static Path blobs;

    @TempDir
    Path cache;

    private static BlobStoreContext context;
    private static S3Proxy server;
    private static URI endpoint;

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
        context.getBlobStore().createContainerInLocation(null, "sets");
        server = S3Proxy.builder()
                .blobStore(context.getBlobStore())
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

    private static void put(Path file, String key) throws IOException {
        context.getBlobStore()
                .putBlob(
                        "sets",
                        context.getBlobStore()
                                .blobBuilder(key)
                                .payload(Files.readAllBytes(file))
                                .build());
    }

    private static void putFolder(String name) throws IOException {
        try (Stream<Path> files = Files.walk(FILES.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                put(file, FILES.relativize(file).toString().replace("../", ""));
            }
        }
    }

    private FetchedFiles fetch(String address) throws IOException {
        Progress progress = new Progress(new PrintWriter(new StringWriter()), "fetching");
        return new BucketFiles(
                        cache,
                        bucket -> Bucket.open(bucket, Optional.of(endpoint), Optional.empty()),
                        new Attempts(Duration.ofMillis(1), Duration.ofSeconds(5)))
                .fetch((DatasetAddress.InBucket) DatasetAddress.of(address, Path.of("")), new ShownFetch(progress));
    }

    @Test
    void readsAFolderAsFromHere() throws Exception {
        putFolder("parquet");
        FetchedFiles fetched = fetch("s3://sets/parquet");
        assertThat(Datasets.read(fetched.path(), ReadOptions.ALL).items())
                .extracting(item -> item.itemId())
                .isEqualTo(Datasets.read(FILES.resolve("parquet"), ReadOptions.ALL).items().stream()
                        .map(item -> item.itemId())
                        .toList());
        assertThat(fetched.path()).hasFileName("parquet");
        assertThat(fetched.bytes()).isEqualTo(fetched.fetched()).isPositive();
        assertThat(fetch("s3://sets/parquet/").fetched()).isZero();
    }

    /** Images and a table that names them: the study's own form, and that of the hub's ImageFolder. */
    @Test
    void readsImagesByTheTableBesideThem() throws Exception {
        Path images = Installation.home().resolve("demo/data/emoji/images");
        String name = "000_grinning-face_noto.jpg";
        put(images.resolve(name), "study/images/" + name);
        put(
                Files.writeString(
                        cache.resolve("x"), "{\"image\": \"images/" + name + "\", \"label\": \"grinning face\"}\n"),
                "study/faces.jsonl");
        put(images.resolve(name), "hub/" + name);
        put(Files.writeString(cache.resolve("x"), "file_name,label\n" + name + ",grinning face\n"), "hub/metadata.csv");
        for (String folder : new String[] {"study", "hub"}) {
            Dataset dataset = Datasets.read(fetch("s3://sets/" + folder).path(), ReadOptions.ALL);
            assertThat(dataset.name()).isEqualTo(folder);
            assertThat(dataset.items()).hasSize(1);
            assertThat(dataset.items().get(0).label()).isEqualTo("grinning face");
            assertThat(dataset.items().get(0).image().bytes()).isEqualTo(Files.readAllBytes(images.resolve(name)));
        }
    }

    @Test
    void whatIsNoLongerInTheBucketIsNotRead() throws Exception {
        put(FILES.resolve("emoji.tsv"), "changing/one.tsv");
        put(FILES.resolve("emoji.tsv"), "changing/two.tsv");
        Path folder = fetch("s3://sets/changing").path();
        assertThat(folder.resolve("two.tsv")).exists();
        context.getBlobStore().removeBlob("sets", "changing/two.tsv");
        assertThat(fetch("s3://sets/changing").files()).isEqualTo(1);
        assertThat(folder.resolve("two.tsv")).doesNotExist();
    }

    @Test
    void readsAFileOrSeveralByBraces() throws Exception {
        put(FILES.resolve("emoji.tsv"), "tables/emoji.tsv");
        put(FILES.resolve("emoji.tsv"), "tables/part-0.tsv");
        put(FILES.resolve("emoji.tsv"), "tables/part-1.tsv");
        assertThat(fetch("s3://sets/tables/emoji.tsv").path()).hasSameBinaryContentAs(FILES.resolve("emoji.tsv"));
        FetchedFiles several = fetch("s3://sets/tables/part-{0..1}.tsv");
        assertThat(several.files()).isEqualTo(2);
        assertThat(Datasets.exists(several.path())).isTrue();
        assertThatThrownBy(() -> fetch("s3://sets/tables/part-{0..2}.tsv"))
                .isInstanceOf(DownloadException.class)
                .hasMessage("s3://sets/tables/part-2.tsv: there is no such object");
    }

    /** The class list lies above them, and is fetched with what is named. */
    @Test
    void shardsComeWithTheirClassList() throws Exception {
        putFolder("../foreign/webdataset/clip-benchmark");
        List<String> classes = List.of("ant", "bee, queen", "crème brûlée");
        for (String address : List.of("test", "test/0.tar", "test/{0..1}.tar")) {
            FetchedFiles fetched = fetch("s3://sets/foreign/webdataset/clip-benchmark/" + address);
            Dataset dataset = Datasets.read(fetched.path(), ReadOptions.ALL);
            assertThat(dataset.listed()).as(address).isTrue();
            assertThat(dataset.classes()).isEqualTo(classes);
            assertThat(dataset.items()).extracting(DatasetItem::label).startsWith("ant", "bee, queen");
        }
        Path folder = fetch("s3://sets/foreign/webdataset/clip-benchmark").path();
        assertThat(Datasets.read(folder, ReadOptions.ofSplit("train")).items()).hasSize(4);
        context.getBlobStore().removeBlob("sets", "foreign/webdataset/clip-benchmark/classnames.txt");
        Path shard =
                fetch("s3://sets/foreign/webdataset/clip-benchmark/test/1.tar").path();
        assertThat(Datasets.read(shard, ReadOptions.ALL).classes()).containsExactly("0", "2");
    }

    @Test
    void goesOnWhereItWas() throws Exception {
        byte[] bytes = Files.readAllBytes(FILES.resolve("emoji.tsv"));
        put(FILES.resolve("emoji.tsv"), "resumed/emoji.tsv");
        Path there = fetch("s3://sets/resumed/emoji.tsv").path();
        Bucket.Entry entry;
        try (Bucket bucket = Bucket.open("sets", Optional.of(endpoint), Optional.empty())) {
            entry = bucket.find("resumed/emoji.tsv").orElseThrow();
        }
        Files.delete(there);
        String version =
                entry.etag().replaceAll("[^A-Za-z0-9]", "") + entry.modified().getEpochSecond();
        Files.write(there.resolveSibling(".emoji.tsv." + version + ".part"), Arrays.copyOf(bytes, bytes.length - 7));
        FetchedFiles again = fetch("s3://sets/resumed/emoji.tsv");
        assertThat(again.fetched()).isEqualTo(7);
        assertThat(again.path()).hasBinaryContent(bytes);
    }

    @Test
    void saysInALineWhatIsNotThere() {
        assertThatThrownBy(() -> fetch("s3://sets/none"))
                .isInstanceOf(DownloadException.class)
                .hasMessage("s3://sets/none: there is no such object, nor any below");
        assertThatThrownBy(() -> fetch("s3://no-such-bucket/x/"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("s3://no-such-bucket/x/: NoSuchBucket");
        assertThatThrownBy(() -> DatasetAddress.of("s3://B", Path.of(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pushAndManifestsTakeTheSameAddresses() throws Exception {
        put(FILES.resolve("emoji.tsv"), "push/emoji.tsv");
        Path models = Installation.home().resolve("demo/models");
        Path manifest = Files.writeString(cache.resolve("one.yaml"), "dataset: s3://sets/push/emoji.tsv\n");
        Invocation typed = Invocation.of(
                "push",
                "s3://sets/push/emoji.tsv",
                "--s3-endpoint",
                endpoint,
                "--data",
                cache.resolve("data"),
                "--models-dir",
                models,
                "--models",
                "emoji-clip",
                "--dry-run");
        assertThat(typed.status()).as(typed.err()).isZero();
        assertThat(typed.err()).contains("s3://sets/push/emoji.tsv: 1 file, ");
        assertThat(typed.json().path("dataset").asText()).isEqualTo("emoji");
        Invocation file = Invocation.of(
                "push",
                "-f",
                manifest,
                "--s3-endpoint",
                endpoint,
                "--data",
                cache.resolve("data"),
                "--models-dir",
                models,
                "--dry-run");
        assertThat(file.status()).as(file.err()).isZero();
        assertThat(file.err()).contains("all of it was there");
        assertThat(file.json().path("run").asText()).isEqualTo("one");
    }
}
