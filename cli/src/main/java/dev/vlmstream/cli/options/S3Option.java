package dev.vlmstream.cli.options;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How buckets are reached. */
public final class S3Option {
    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description =
                    "Address of an S3-compatible server other than Amazon's. Keys come from the environment, as with"
                            + " Amazon's own tools: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE.")
    private @Nullable URI endpoint;

    @Option(names = "--s3-region", paramLabel = "REGION", description = "Region of the bucket (default: the SDK's).")
    private @Nullable String region;

    public Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    public Optional<String> region() {
        return Optional.ofNullable(region);
    }
}
