package dev.vlmstream.inference.remote.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How long a server asks to wait, in the ways that servers say so. What cannot be read counts as not said. */
final class RetryDelay {
    /** Go's and protobuf's durations: {@code 1h2m3.5s}, {@code 120ms}, {@code 3.507902s}. */
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|h|m|s)");

    private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:\\.\\d{1,9})?(?:ms|h|m|s))+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
    private static final Map<String, Long> NANOS =
            Map.of("ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

    private RetryDelay() {}

    /** {@code retry-after-ms} (finer, so it wins), else {@code retry-after} in seconds or as a date (RFC 9110, 10.2.3). */
    static Optional<Duration> header(HttpReply reply) {
        return reply.header("retry-after-ms")
                .flatMap(text -> number(text, "ms"))
                .or(() -> reply.header("retry-after").flatMap(text -> number(text, "s")))
                .or(() ->
                        reply.header("retry-after").flatMap(HttpReply::httpDate).map(at -> until(at, reply)));
    }

    /** When a limit of which nothing remains is reset: a duration or an RFC 3339 time. */
    static Optional<Duration> exhausted(HttpReply reply, String remaining, String reset) {
        if (!reply.header(remaining).equals(Optional.of("0"))) {
            return Optional.empty();
        }
        return reply.header(reset)
                .flatMap(text -> duration(text).or(() -> time(text).map(at -> until(at, reply))));
    }

    static Optional<Duration> longest(Stream<Optional<Duration>> delays) {
        return delays.flatMap(Optional::stream).max(Duration::compareTo);
    }

    static Optional<Duration> duration(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            sum = sum.plus(of(parts.group(1), parts.group(2)));
        }
        return Optional.of(sum);
    }

    private static Optional<Duration> number(String text, String unit) {
        return NUMBER.matcher(text).matches() ? Optional.of(of(text, unit)) : Optional.empty();
    }

    private static Duration of(String number, String unit) {
        return Duration.ofNanos(new BigDecimal(number)
                .multiply(BigDecimal.valueOf(NANOS.get(unit)))
                .longValue());
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration until(Instant at, HttpReply reply) {
        Duration wait = Duration.between(reply.serverTime(), at);
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
