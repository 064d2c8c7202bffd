package dev.vlmstream.cli.images;

import dev.vlmstream.store.ImageStore;
import dev.vlmstream.store.StoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which image store is meant. */
final class StoreOption {
    @Option(
            names = "--image-store",
            paramLabel = "LOCATION",
            description = "A directory, or s3://BUCKET/PREFIX (default: images in --data).")
    private @Nullable String location;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description =
                    "Address of a server that speaks S3 and is not Amazon's. Keys come from the environment, as with"
                            + " Amazon's own tools: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE.")
    private @Nullable URI endpoint;

    @Option(names = "--s3-region", paramLabel = "REGION", description = "Region of the bucket (default: the SDK's).")
    private @Nullable String region;

    /** @param data where a stack of one's own keeps what it has */
    ImageStore open(Path data) {
        return ImageStore.open(
                location == null ? data.resolve("images").toString() : location,
                new StoreSettings(
                        Optional.ofNullable(endpoint), Optional.ofNullable(region), data.resolve("cache"), 0));
    }
}
