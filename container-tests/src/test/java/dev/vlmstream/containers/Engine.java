package dev.vlmstream.containers;

import com.github.dockerjava.api.DockerClient;
import org.testcontainers.DockerClientFactory;

/** What runs containers here: Docker, or podman behind Docker's API. */
final class Engine {
    private Engine() {}

    /** Whether the images are to be run: where no engine is, they are only if one was promised, and fail then. */
    static boolean isThereOrPromised() {
        return Boolean.getBoolean("containers.required")
                || DockerClientFactory.instance().isDockerAvailable();
    }

    static DockerClient client() {
        return DockerClientFactory.instance().client();
    }
}
