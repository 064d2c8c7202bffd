package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.sources.hub.HubCache;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How datasets are had.
 *
 * @param hub that {@code hf://} means
 * @param token of the hub; sent to its host alone
 * @param hubCache for what comes from it
 * @param cache for everything else
 * @param s3Endpoint of a server that speaks S3 and is not Amazon's
 * @param s3Region of buckets
 */
public record FetchSettings(
        URI hub,
        Optional<String> token,
        HubCache hubCache,
        Path cache,
        Optional<URI> s3Endpoint,
        Optional<String> s3Region) {}
