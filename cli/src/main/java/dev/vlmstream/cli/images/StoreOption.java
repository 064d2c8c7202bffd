package dev.vlmstream.cli.images;

import dev.vlmstream.cli.options.S3Option;
import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.datasets.store.StoreSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which image store is meant. */
final class StoreOption {
    @Option(
            names = "--image-store",
            paramLabel = "LOCATION",
            description = "A directory, or s3://BUCKET/PREFIX (default: images in --data).")
    private @Nullable String location;

    @Mixin
    private S3Option s3 = new S3Option();

    /** @param data where a stack of your own keeps what it has */
    ImageStore open(Path data) {
        return ImageStore.open(
                location == null ? data.resolve("images").toString() : location,
                new StoreSettings(s3.endpoint(), s3.region(), data.resolve("cache"), 0));
    }
}
