package dev.vlmstream.streaming.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.streaming.config.TestConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
    private static final byte[] BYTES = "an image".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private Path root;
    private Path outside;
    private ImageSource source;

    @BeforeEach
    void makeDirectories() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        outside = Files.write(directory.resolve("secret.png"), BYTES);
        Files.write(root.resolve("a.png"), BYTES);
        source = source("images.roots", root.toString());
    }

    @Test
    void readsInlineBytesWithoutAnyAllowedDirectory() {
        assertThat(source().read(inline(BYTES, Digest.of(BYTES), BYTES.length))).isEqualTo(BYTES);
    }

    @Test
    void readsAFileBelowAnAllowedDirectory() {
        assertThat(source.read(at(root.resolve("a.png").toUri().toString()))).isEqualTo(BYTES);
    }

    @Test
    void readsNoFileWhereNoDirectoryIsAllowed() {
        assertThatThrownBy(() -> fetch(source(), root.resolve("a.png").toUri().toString()))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("vlmstream.images.roots: []");
    }

    @Test
    void refusesAFileOutside() {
        refusesLikeAMissingFile(outside.toUri().toString());
    }

    @Test
    void refusesDotsThatLeadOutside() {
        refusesLikeAMissingFile("file://" + root + "/../secret.png");
    }

    @Test
    void refusesPercentEncodedDotsThatLeadOutside() {
        refusesLikeAMissingFile("file://" + root + "/%2e%2e/secret.png");
    }

    @Test
    void refusesALinkThatLeadsOutside() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link.png"), outside);
        refusesLikeAMissingFile(link.toUri().toString());
    }

    @Test
    void refusesADirectoryWhoseNameBeginsLikeAnAllowedOne() throws IOException {
        Path near = Files.createDirectory(directory.resolve("root-of-another"));
        Path file = Files.write(near.resolve("a.png"), BYTES);
        refusesLikeAMissingFile(file.toUri().toString());
    }

    @Test
    void followsALinkThatStaysInside() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link.png"), root.resolve("a.png"));
        assertThat(fetch(source, link.toUri().toString())).isEqualTo(BYTES);
    }

    @Test
    void refusesWhatIsNoRegularFile() {
        refusesLikeAMissingFile(root.toUri().toString());
    }

    @Test
    void refusesAFileOfAnotherHost() {
        assertThatThrownBy(() -> fetch(source, "file://elsewhere/a.png")).isInstanceOf(ImageAccessException.class);
    }

    @Test
    void refusesAFileThatIsTooLarge() {
        ImageSource small = source("images.roots", root.toString(), "images.max-bytes", "7");
        assertThatThrownBy(() -> fetch(small, root.resolve("a.png").toUri().toString()))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("8 bytes, more than the 7 of vlmstream.images.max-bytes");
    }

    @Test
    void refusesAnotherSizeThanAnnounced() {
        assertThatThrownBy(() -> source.read(inline(BYTES, Digest.of(BYTES), 9)))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("named.png: has 8 bytes, 9 were announced");
    }

    @Test
    void refusesAnotherDigestThanAnnounced() {
        assertThatThrownBy(() -> source.read(inline(BYTES, Digest.of(new byte[0]), BYTES.length)))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("named.png: SHA-256 is");
    }

    @Test
    void refusesSchemesItDoesNotKnow() {
        for (String address : new String[] {"s3://bucket/a.png", "ftp://host/a.png", "jar:file:/a.jar!/b", "a.png"}) {
            assertThatThrownBy(() -> fetch(source, address))
                    .isInstanceOf(ImageAccessException.class)
                    .hasMessageContaining(address + ": not an address that can be read here");
        }
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThatThrownBy(() -> fetch(source, "file:///a b"))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("not an address");
    }

    private static ImageRef kept(byte[] bytes, long size) {
        return ImageRef.newBuilder(at("file:///x"))
                .setSha256(Digest.of(bytes))
                .setSize(size)
                .setAddress(null)
                .build();
    }

    @Test
    void anImageWithNeitherBytesNorAddressLiesInTheStore(@TempDir Path store) throws IOException {
        ImageSource keeping = source("images.store", store.toString());
        ImageRef image = kept(BYTES, BYTES.length);
        assertThatThrownBy(() -> keeping.read(image))
                .isInstanceOf(ImageAccessException.class)
                .hasMessage("named.png: " + Digest.of(BYTES) + " is not in the image store " + store
                        + "; do all services have the same (vlmstream.images.store)?");
        keeping.store().orElseThrow().put(Digest.of(BYTES), BYTES);
        assertThat(keeping.read(image)).isEqualTo(BYTES);
        assertThatThrownBy(() -> keeping.read(kept(BYTES, BYTES.length + 1)))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("bytes, " + (BYTES.length + 1) + " were announced");

        Path file = store.resolve(Digest.of(BYTES).substring(0, 2)).resolve(Digest.of(BYTES));
        Files.write(file, new byte[BYTES.length]);
        assertThatThrownBy(() -> keeping.read(image))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining(Digest.of(BYTES) + " was announced");
        Files.delete(file);
        Files.createDirectories(file);
        assertThatThrownBy(() -> keeping.read(image)).isInstanceOf(StoreException.class);
    }

    @Test
    void withoutAStoreThereIsNowhereToLook() {
        assertThatThrownBy(() -> source("images.store", "none").read(kept(BYTES, BYTES.length)))
                .isInstanceOf(ImageAccessException.class)
                .hasMessage("named.png: has neither bytes nor an address, and there is no image store to look for "
                        + Digest.of(BYTES) + " (vlmstream.images.store)");
    }

    @Test
    void whatIsNoDigestIsNotLookedFor(@TempDir Path store) {
        ImageRef climbing = ImageRef.newBuilder(kept(BYTES, BYTES.length))
                .setSha256("../../../../etc/passwd")
                .build();
        assertThatThrownBy(() -> source("images.store", store.toString()).read(climbing))
                .isInstanceOf(ImageAccessException.class)
                .hasMessage("named.png: \"../../../../etc/passwd\" is no SHA-256 in lower-case hexadecimal");
    }

    @Test
    void aStoreThatIsNoneIsRefusedAtTheStart() {
        assertThatThrownBy(() -> source("images.store", "gs://bucket/images"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "vlmstream.images.store: image store \"gs://bucket/images\": must be a directory,");
    }

    /** Otherwise anyone who may push could find out which files there are. */
    private void refusesLikeAMissingFile(String address) {
        String missing = address.endsWith("/") ? address + "missing" : address + "-missing";
        Throwable refusal = catchThrowable(() -> fetch(source, address));
        Throwable absence = catchThrowable(() -> fetch(source, missing));
        assertThat(refusal).isInstanceOf(ImageAccessException.class).hasMessageContaining("vlmstream.images.roots");
        assertThat(absence.getMessage()).isEqualTo(refusal.getMessage().replace(address, missing));
    }

    private static byte[] fetch(ImageSource source, String address) {
        try (HttpBatch alone = source.fetchAll(List.of(address))) {
            return source.fetch(address, alone);
        }
    }

    private static ImageSource source(String... settings) {
        return new ImageSource(TestConfig.of(settings));
    }

    private static ImageRef inline(byte[] bytes, String digest, long size) {
        return new ImageRef("named.png", digest, size, null, ByteBuffer.wrap(bytes), null);
    }

    private static ImageRef at(String address) {
        return new ImageRef("named.png", Digest.of(BYTES), (long) BYTES.length, null, null, address);
    }
}
