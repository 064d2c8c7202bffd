package dev.vlmstream.streaming.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors that the framework answers without a body get one. */
public class ErrorBodies {
    @ServerExceptionMapper
    public Response withBody(WebApplicationException e) {
        Response response = e.getResponse();
        return response.hasEntity()
                ? response
                : withBody(Response.fromResponse(response), response.getStatusInfo())
                        .build();
    }

    static Response.ResponseBuilder withBody(Response.ResponseBuilder response, Response.StatusType status) {
        return response.type(MediaType.APPLICATION_JSON_TYPE).entity(new Problem(words(status.getStatusCode())));
    }

    private static String words(int status) {
        return switch (status) {
            case 400 -> "the address cannot be read: what follows a % must be two hexadecimal digits";
            case 404 -> "there is no such address; /q/openapi describes those there are";
            case 405 ->
                "this address does not take that method; /q/openapi describes what it takes. Runs are pushed with"
                        + " `vlmstream push` or at the ingest service, and changed with `vlmstream runs`";
            case 406 -> "the answer is not available in a format that the header Accept names";
            case 413 -> "the body is too large";
            case 415 ->
                "the body is not of a type that is taken here: send JSON, with Content-Type: application/json, or"
                        + " what /q/openapi says of the address";
            default -> Response.Status.fromStatusCode(status).getReasonPhrase();
        };
    }
}
