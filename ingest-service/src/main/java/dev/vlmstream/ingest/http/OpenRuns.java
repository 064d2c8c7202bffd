package dev.vlmstream.ingest.http;

import dev.vlmstream.ingest.KnownRun;
import dev.vlmstream.ingest.RejectedException;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.streaming.http.Problem;
import dev.vlmstream.streaming.tables.Tables;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The runs that something can be sent to. */
@ApplicationScoped
public class OpenRuns {
    /** A manifest that was posted just now is still on its way through the topics. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int POLL_MILLIS = 50;

    private static final int MOST_REMEMBERED = 10_000;

    private final Tables.Runs runs;
    /** Whose manifests were taken here, the newest. */
    private final Set<String> opened = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }));

    OpenRuns(Tables.Runs runs) {
        this.runs = runs;
    }

    /** Remembers a run whose manifest Kafka has: it will be there when the loop comes to it. */
    void opened(String run) {
        opened.add(run);
    }

    /**
     * An existing run: what is sent to one that is not could come to the loop long before its manifest, and be refused.
     *
     * @throws jakarta.ws.rs.WebApplicationException 404 if there is none, 409 if it was deleted, 503 if it is not there yet
     */
    public RunManifest require(String run) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Optional<RunManifest> known = runs.table().known(run);
        while (known.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(POLL_MILLIS);
            known = runs.table().known(run);
        }
        RunManifest manifest = known.orElseThrow(() -> missing(run));
        try {
            KnownRun.requireNotDeleted(manifest);
        } catch (RejectedException e) {
            throw Problem.conflict(e.getMessage());
        }
        return manifest;
    }

    private WebApplicationException missing(String run) {
        return opened.contains(run)
                ? Problem.unavailable("the manifest of run \"" + run + "\" waits behind other records; send this again")
                : Problem.notFound(
                        "unknown run \"" + run + "\": post its manifest to /api/runs; one that another replica"
                                + " took may still be on its way");
    }

    /** The same; 409 also if it was closed. */
    public RunManifest requireOpen(String run) throws InterruptedException {
        RunManifest manifest = require(run);
        if (KnownRun.isClosed(manifest)) {
            throw Problem.conflict("run \"" + run + "\" was closed with " + manifest.getItems() + " items");
        }
        return manifest;
    }
}
