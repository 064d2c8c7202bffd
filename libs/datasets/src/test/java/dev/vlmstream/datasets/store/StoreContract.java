package dev.vlmstream.datasets.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store does. */
abstract class StoreContract {
    static final byte[] CAT = "a cat".getBytes(UTF_8);
    static final byte[] DOG = "a dog".getBytes(UTF_8);

    /** An empty store. */
    abstract ImageStore store();

    @Test
    void keepsWhatIsPutAndTellsWhatIsMissing() {
        try (ImageStore store = store()) {
            String cat = Digest.of(CAT);
            String dog = Digest.of(DOG);
            assertThat(store.missing(List.of(cat, dog))).containsExactlyInAnyOrder(cat, dog);
            assertThat(store.get(cat, 100)).isEmpty();
            store.put(cat, CAT);
            store.put(cat, CAT);
            assertThat(store.missing(List.of(cat, dog, cat))).containsExactly(dog);
            assertThat(store.get(cat, 100)).hasValue(CAT);
            assertThat(store.missing(List.of())).isEmpty();
        }
    }

    /** Makes an image one that nobody has used for a day. */
    abstract void forgotten(String digest) throws IOException;

    static ImageStore.Kept listed(ImageStore store, String digest) {
        List<ImageStore.Kept> all = new ArrayList<>();
        store.list(all::add);
        return all.stream()
                .filter(one -> one.digest().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNobodyUsesIsRemoved() throws IOException {
        try (ImageStore store = store()) {
            String cat = Digest.of(CAT);
            store.put(cat, CAT);
            forgotten(cat);
            ImageStore.Kept listed = listed(store, cat);
            assertThat(listed.since()).isBefore(Instant.now().minus(Duration.ofHours(22)));
            assertThat(store.removeUnused(listed)).isTrue();
            assertThat(store.removeUnused(listed)).as("it is gone").isFalse();
            assertThat(store.get(cat, 100)).isEmpty();
            assertThat(store.missing(List.of(cat))).containsExactly(cat);
        }
    }

    @Test
    void whatIsAskedForOrPutSinceItWasListedStays() throws IOException {
        try (ImageStore store = store()) {
            String cat = Digest.of(CAT);
            String dog = Digest.of(DOG);
            store.put(cat, CAT);
            store.put(dog, DOG);
            forgotten(cat);
            forgotten(dog);
            ImageStore.Kept listedCat = listed(store, cat);
            ImageStore.Kept listedDog = listed(store, dog);
            assertThat(store.missing(List.of(cat))).isEmpty();
            store.put(dog, DOG);
            assertThat(store.removeUnused(listedCat)).isFalse();
            assertThat(store.removeUnused(listedDog)).isFalse();
            assertThat(store.get(cat, 100)).hasValue(CAT);
            assertThat(store.get(dog, 100)).hasValue(DOG);
            assertThat(listed(store, cat).since()).isAfter(Instant.now().minus(Duration.ofHours(1)));
        }
    }

    @Test
    void readsNoMoreThanIsAskedFor() {
        try (ImageStore store = store()) {
            store.put(Digest.of(CAT), CAT);
            assertThat(store.get(Digest.of(CAT), 5)).hasValue(CAT);
            assertThat(store.get(Digest.of(CAT), 3))
                    .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(4));
        }
    }

    @Test
    void listsWhatIsKept() {
        try (ImageStore store = store()) {
            Map<String, byte[]> images = new HashMap<>();
            IntStream.range(0, 50).forEach(i -> {
                byte[] bytes = ("image " + i).getBytes(UTF_8);
                images.put(Digest.of(bytes), bytes);
            });
            store.putAll(images);
            List<ImageStore.Kept> kept = new ArrayList<>();
            store.list(kept::add);
            assertThat(kept).extracting(ImageStore.Kept::digest).containsExactlyInAnyOrderElementsOf(images.keySet());
            assertThat(kept).allSatisfy(one -> {
                assertThat(one.bytes()).isEqualTo(images.get(one.digest()).length);
                assertThat(one.since())
                        .isAfter(Instant.now().minus(Duration.ofMinutes(5)))
                        .isBefore(Instant.now().plus(Duration.ofMinutes(65)));
            });
        }
    }

    @Test
    void manyAtOnceSeeWholeImages() {
        byte[] large = new byte[300_000];
        String digest = Digest.of(large);
        try (ImageStore store = store()) {
            List<CompletableFuture<Void>> all = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> {
                        if (i % 2 == 0) {
                            store.put(digest, large);
                        } else {
                            store.get(digest, 1_000_000)
                                    .ifPresent(bytes ->
                                            assertThat(Digest.of(bytes)).isEqualTo(digest));
                        }
                    }))
                    .toList();
            all.forEach(CompletableFuture::join);
            assertThat(store.get(digest, 1_000_000)).hasValue(large);
        }
    }

    @Test
    void refusesWhatIsNoDigest() {
        try (ImageStore store = store()) {
            for (String bad : List.of("", "../../etc/passwd", Digest.of(CAT).toUpperCase(java.util.Locale.ROOT))) {
                assertThatThrownBy(() -> store.get(bad, 10)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
