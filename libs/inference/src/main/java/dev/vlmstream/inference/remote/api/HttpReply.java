package dev.vlmstream.inference.remote.api;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What came back.
 *
 * @param headers names in lower case
 * @param receivedAt by this machine's clock
 */
public record HttpReply(int status, Map<String, String> headers, String body, Instant receivedAt) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    public HttpReply {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
        // Some gateways write a byte order mark first, which RFC 8259 lets a reader ignore.
        body = body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
        Objects.requireNonNull(receivedAt, "receivedAt");
    }

    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }

    /** The server's own time where it says so: its clock and ours need not agree. */
    Instant serverTime() {
        return header("date").flatMap(HttpReply::httpDate).orElse(receivedAt);
    }

    static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
