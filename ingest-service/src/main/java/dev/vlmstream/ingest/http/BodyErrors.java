package dev.vlmstream.ingest.http;

import dev.vlmstream.streaming.http.Problem;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser.MalformedMessageException;

/** Bodies that the framework cannot read: without words of ours it calls them errors of this service. */
public class BodyErrors {
    private static final Logger LOG = Logger.getLogger(BodyErrors.class);

    @ServerExceptionMapper
    public Response noForm(MalformedMessageException e) {
        return Problem.badRequest(
                        "the form cannot be read: a part begins with its boundary and headers, and ends with a boundary")
                .getResponse();
    }

    @ServerExceptionMapper
    public Response brokeOff(IOException e) {
        LOG.warnf("a body was not read: %s", e.getMessage());
        return Problem.brokeOff("the body was cut off: " + e.getMessage() + "; repeat the request")
                .getResponse();
    }
}
