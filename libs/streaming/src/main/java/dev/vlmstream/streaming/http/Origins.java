package dev.vlmstream.streaming.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a browser's request comes from. Browsers let any page send a form to anywhere. */
final class Origins {
    private Origins() {}

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
