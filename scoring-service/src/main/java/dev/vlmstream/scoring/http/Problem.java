package dev.vlmstream.scoring.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The body of an answer that is none.
 *
 * @param error what is wrong, and what would be right
 */
public record Problem(String error) {
    /** 404. */
    static WebApplicationException notFound(String error) {
        return exception(Response.Status.NOT_FOUND, error);
    }

    /** 400. */
    static WebApplicationException badRequest(String error) {
        return exception(Response.Status.BAD_REQUEST, error);
    }

    /** 502: what was requested is known, but could not be fetched. */
    static WebApplicationException badGateway(String error) {
        return exception(Response.Status.BAD_GATEWAY, error);
    }

    /** 503: later perhaps. */
    public static WebApplicationException unavailable(String error) {
        return exception(Response.Status.SERVICE_UNAVAILABLE, error);
    }

    private static WebApplicationException exception(Response.Status status, String error) {
        return new WebApplicationException(
                error,
                Response.status(status)
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(new Problem(error))
                        .build());
    }
}
