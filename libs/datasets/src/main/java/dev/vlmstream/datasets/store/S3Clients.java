package dev.vlmstream.datasets.store;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** How buckets are reached, be it at Amazon's or at any server that speaks S3. */
final class S3Clients {
    private S3Clients() {}

    /** @see StoreSettings */
    static S3Client open(Optional<URI> endpoint, Optional<String> region) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(region(endpoint, region))
                // Servers other than Amazon's know no checksums but the ones they must; ours is the object's name.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        endpoint.ifPresent(server -> builder.endpointOverride(server).forcePathStyle(true));
        return builder.build();
    }

    private static Region region(Optional<URI> endpoint, Optional<String> region) {
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
