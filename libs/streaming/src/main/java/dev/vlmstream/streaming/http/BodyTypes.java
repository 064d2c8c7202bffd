package dev.vlmstream.streaming.http;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Whoever posts says what. A page elsewhere can make a browser post what has no type, or that of a form, to any address, and
 * the browser would not ask first; it asks before JSON, and is not answered.
 */
public class BodyTypes {
    @ServerRequestFilter
    public void requireType(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.POST) && request.getMediaType() == null) {
            throw new NotSupportedException();
        }
    }

    /** Where forms are taken, they are not taken from pages elsewhere. */
    @ServerRequestFilter
    public void requireOwnPage(ContainerRequestContext request) {
        MediaType type = request.getMediaType();
        if (type != null
                && type.getType().equals("multipart")
                && !isOwn(
                        request.getHeaderString("Origin"),
                        request.getUriInfo().getBaseUri().getAuthority())) {
            throw Problem.forbidden("a page of " + request.getHeaderString("Origin") + " may send no form here");
        }
    }

    /**
     * Whether it is a page of this service that asks.
     *
     * @param origin null where it is no browser
     */
    static boolean isOwn(@Nullable String origin, String host) {
        if (origin == null) {
            return true;
        }
        try {
            return URI.create(origin).getAuthority() != null
                    && URI.create(origin).getAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
