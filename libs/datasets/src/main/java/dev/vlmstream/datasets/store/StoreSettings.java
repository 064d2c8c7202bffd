package dev.vlmstream.datasets.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a bucket is reached. Credentials come from where every program with Amazon's SDK has them: {@code AWS_ACCESS_KEY_ID} and
 * {@code AWS_SECRET_ACCESS_KEY}, a profile, a web identity, the machine's role.
 *
 * @param endpoint of a server that is not Amazon's; its objects are addressed by path
 * @param region where it is neither set nor known: {@code us-east-1}, which other servers take
 * @param cache directory for copies of what was fetched
 * @param cacheBytes that copies may take; 0: none are kept
 */
public record StoreSettings(Optional<URI> endpoint, Optional<String> region, Path cache, long cacheBytes) {}
