package dev.vlmstream.ingest.http;

import dev.vlmstream.streaming.http.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What all bodies and records in memory may take of the heap together. Who finds no room waits a while for it. */
@ApplicationScoped
public class MemoryBudget {
    private static final int HEAP_SHARE = 4;
    /** Seconds. */
    private static final int PATIENCE = 10;

    private final int bytes =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    private final Semaphore free = new Semaphore(bytes, true);

    /**
     * Takes room, of more than there is all.
     *
     * @return how much is to be given back
     * @throws jakarta.ws.rs.WebApplicationException 503 if none becomes free
     */
    int take(long wanted) throws InterruptedException {
        int taken = (int) Math.min(bytes, wanted);
        if (!free.tryAcquire(taken, PATIENCE, TimeUnit.SECONDS)) {
            throw Problem.unavailable("too much is being sent at once; repeat the request");
        }
        return taken;
    }

    void giveBack(int taken) {
        free.release(taken);
    }
}
