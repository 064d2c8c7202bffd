package dev.vlmstream.scoring.http;

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
                : Response.fromResponse(response)
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(new Problem(words(response.getStatus())))
                        .build();
    }

    private static String words(int status) {
        return switch (status) {
            case 400 -> "the address cannot be read: what follows a % must be two hexadecimal digits";
            case 404 -> "there is no such address; /q/openapi describes those there are";
            case 405 -> "only GET is answered; runs are changed with `vlmstream push` and `vlmstream runs`";
            case 406 -> "the answer is not to be had in a form that the header Accept names";
            default -> Response.Status.fromStatusCode(status).getReasonPhrase();
        };
    }
}
