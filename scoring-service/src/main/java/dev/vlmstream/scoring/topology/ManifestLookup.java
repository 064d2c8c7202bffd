package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.RunManifest;
import java.util.Optional;

/**
 * The run manifests as far as they are known here. They may lag behind the other topics; the topology then waits, so
 * that results never depend on which came first.
 */
@FunctionalInterface
public interface ManifestLookup {
    Optional<RunManifest> manifest(String run);
}
