package dev.vlmstream.scoring.http;

import dev.vlmstream.scoring.index.IndexException;
import dev.vlmstream.scoring.index.StorageHealth;
import dev.vlmstream.streaming.http.Problem;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What cannot be answered because the service's own storage fails: 503, and liveness hears of it. */
@Singleton
public class StorageErrors {
    private static final Logger LOG = Logger.getLogger(StorageErrors.class);

    /** Mappers are made before the application is configured. */
    private final Provider<StorageHealth> storage;

    private volatile String told = "";

    StorageErrors(Provider<StorageHealth> storage) {
        this.storage = storage;
    }

    @ServerExceptionMapper
    public Response unavailable(IndexException e) {
        storage.get().failed(e);
        String why = String.valueOf(e.getMessage());
        if (!why.equals(told)) {
            told = why;
            LOG.errorf(e, "a request cannot be answered: %s", why);
        }
        return Problem.unavailable(why
                        + ". What the scoring service keeps on disk is rebuilt from the topics when it restarts; if"
                        + " this lasts, its liveness fails")
                .getResponse();
    }
}
