package dev.vlmstream.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/** What runs containers here: Docker, or podman behind Docker's API. */
final class Engine {
    private static final long PULL_MINUTES = 5;

    private Engine() {}

    /** Whether the images are to be run: where no engine is, they are only if one was promised, and fail then. */
    static boolean isThereOrPromised() {
        return isPromised() || DockerClientFactory.instance().isDockerAvailable();
    }

    static boolean isPromised() {
        return Boolean.getBoolean("containers.required");
    }

    /** Whether the engine has an image, or can pull it. */
    static boolean has(String image) {
        if (isHere(image)) {
            return true;
        }
        pull(image);
        return isHere(image);
    }

    private static boolean isHere(String image) {
        try {
            client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** The client's own callback for pulling cannot read how podman says that it could not. */
    private static void pull(String image) {
        try {
            client().pullImageCmd(image)
                    .exec(new ResultCallback.Adapter<>())
                    .awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
        } catch (DockerException e) {
            // Then it is not here; who starts it all the same is told why.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static DockerClient client() {
        return DockerClientFactory.instance().client();
    }
}
