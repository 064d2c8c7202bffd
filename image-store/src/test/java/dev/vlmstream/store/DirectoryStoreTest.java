package dev.vlmstream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    ImageStore store() {
        return ImageStore.open(
                directory.resolve("images").toString(),
                new StoreSettings(Optional.empty(), Optional.empty(), directory.resolve("cache"), 0));
    }

    @Test
    void whatLiesBesideItIsNoImage() throws IOException {
        try (ImageStore store = store()) {
            store.put(Digest.of(CAT), CAT);
            Path part = directory.resolve("images").resolve(Digest.of(CAT).substring(0, 2));
            Files.write(part.resolve(".1234.part"), DOG);
            Files.createDirectories(directory.resolve("images/lost+found"));
            List<ImageStore.Kept> kept = new ArrayList<>();
            store.list(kept::add);
            assertThat(kept).hasSize(1);
        }
    }

    @Test
    void sayWhereItCannotWrite() throws IOException {
        Files.writeString(directory.resolve("images"), "a file where the directory should be");
        try (ImageStore store = store()) {
            assertThatThrownBy(() -> store.put(Digest.of(CAT), CAT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith(
                            "image store " + directory.resolve("images") + ": 5 bytes cannot be written: ");
        }
    }

    @Test
    void aLocationThatIsNoneIsRefused() {
        StoreSettings settings = new StoreSettings(Optional.empty(), Optional.empty(), directory, 0);
        for (String location : List.of("gs://bucket/a", "s3://", "s3://B/x", "http://host/a")) {
            assertThatThrownBy(() -> ImageStore.open(location, settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("s3://BUCKET/PREFIX");
        }
    }
}
