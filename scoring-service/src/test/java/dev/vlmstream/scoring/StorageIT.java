package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service whose state is deleted while it runs says so, is no longer alive, and has all of it again after a new start. */
class StorageIT extends OfProcesses {
    private static final String PATIENCE = "vlmstream.storage-patience=1s";
    private static final String CONFUSIONS = "/api/runs/kept/confusions?model=m";

    @Test
    void stateThatIsDeletedUnderAServiceIsMadeAgainByANewStart() throws Exception {
        try (Pusher pusher = pusher()) {
            String before;
            try (ServiceProcess service = start("loser", PATIENCE)) {
                service.awaitReady();
                push(pusher, "kept", 0, 20);
                awaitComplete(service, "kept");
                before = service.get("/api/runs/kept/metrics");
                assertThat(service.liveness().statusCode()).isEqualTo(200);

                delete(state);
                push(pusher, "later", 0, 20);

                HttpResponse<String> answer = service.answer(CONFUSIONS);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(new ObjectMapper()
                                .readTree(answer.body())
                                .path("error")
                                .asText())
                        .contains("was deleted")
                        .doesNotContain("full");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> service.liveness().statusCode() == 503);
                assertThat(service.liveness().body()).contains("was deleted");
                service.kill();
            }
            try (ServiceProcess service = start("loser", PATIENCE)) {
                service.awaitReady();
                awaitComplete(service, "later");
                assertThat(service.get("/api/runs/kept/metrics")).isEqualTo(before);
                assertThat(service.get(CONFUSIONS)).contains("\"label\":\"cat\"");
                assertThat(service.get("/api/runs/kept/export").lines()).hasSize(20);
                assertThat(service.liveness().statusCode()).isEqualTo(200);
            }
        }
    }

    private static void push(Pusher pusher, String run, int from, int to) {
        pusher.push(Events.manifest(run, "open-world", to, "m"));
        for (int item = from; item < to; item++) {
            pusher.push(Events.reference(run, "i" + item, "cat"));
            pusher.push(Events.text(run, "i" + item, "m", item % 3 == 0 ? "a dog" : "a cat"));
        }
    }

    private static void awaitComplete(ServiceProcess service, String run) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> service.get("/api/runs/" + run + "/metrics").contains("\"complete\":true"));
    }

    /** As {@code rm -rf}: the service may write meanwhile. */
    private static void delete(Path tree) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                Files.walkFileTree(tree, new Deletion());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return !Files.exists(tree);
        });
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException again) {
                return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
