package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.Pusher;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test that writes to the topics and reads over HTTP, once the service is ready. */
public abstract class OverHttp {
    @ConfigProperty(name = "vlmstream.bootstrap")
    protected String bootstrap;

    protected Pusher pusher;

    @BeforeEach
    void open() {
        await().atMost(Duration.ofSeconds(40)).until(() -> Management.health("ready") == 200);
        pusher = new Pusher(bootstrap);
    }

    @AfterEach
    void close() {
        pusher.close();
    }

    /** Pushes a run and waits until it is known. */
    protected void pushRun(String run, long items) {
        pusher.push(Events.manifest(run, "open-world", items, "vlm"));
        awaitKnown(run);
    }

    /** Pushes an item that shows a cat, and what the model answers. */
    protected void pushAnswer(String run, String item, String answer) {
        pusher.push(Events.reference(run, item, "cat"));
        pusher.push(Events.text(run, item, "vlm", answer));
    }

    protected static void awaitKnown(String run) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/api/runs/{run}", run).statusCode() == 200);
    }

    protected static void awaitComplete(String run) {
        awaitKnown(run);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get("/api/runs/{run}", run).jsonPath().getBoolean("complete"));
    }
}
