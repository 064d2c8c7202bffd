package dev.vlmstream.streaming.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The body of an answer that is none.
 *
 * @param error what is wrong, and what would be right
 */
public record Problem(String error) {
    /** Seconds. */
    private static final int LATER = 5;

    /** 404. */
    public static WebApplicationException notFound(String error) {
        return exception(Response.Status.NOT_FOUND, error);
    }

    /** 400. */
    public static WebApplicationException badRequest(String error) {
        return exception(Response.Status.BAD_REQUEST, error);
    }

    /** 403: whoever asks is known, and may not. */
    public static WebApplicationException forbidden(String error) {
        return exception(Response.Status.FORBIDDEN, error);
    }

    /** 408: the request did not come to its end. */
    public static WebApplicationException brokeOff(String error) {
        return exception(Response.Status.REQUEST_TIMEOUT, error);
    }

    /** 409: what is there stands against it. */
    public static WebApplicationException conflict(String error) {
        return exception(Response.Status.CONFLICT, error);
    }

    /** 413. */
    public static WebApplicationException tooLarge(String error) {
        return exception(Response.Status.REQUEST_ENTITY_TOO_LARGE, error);
    }

    /** 502: what was requested is known, but could not be fetched. */
    public static WebApplicationException badGateway(String error) {
        return exception(Response.Status.BAD_GATEWAY, error);
    }

    /** 429: too much at once, in {@code Retry-After} seconds perhaps not. */
    public static WebApplicationException tooMany(String error) {
        return later(Response.Status.TOO_MANY_REQUESTS, error);
    }

    /** 503: later perhaps, in {@code Retry-After} seconds. */
    public static WebApplicationException unavailable(String error) {
        return later(Response.Status.SERVICE_UNAVAILABLE, error);
    }

    private static WebApplicationException later(Response.Status status, String error) {
        return new WebApplicationException(
                error,
                answer(status, error).header(HttpHeaders.RETRY_AFTER, LATER).build());
    }

    private static WebApplicationException exception(Response.Status status, String error) {
        return new WebApplicationException(error, answer(status, error).build());
    }

    private static Response.ResponseBuilder answer(Response.Status status, String error) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(new Problem(error));
    }
}
