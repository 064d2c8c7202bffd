package dev.vlmstream.datasets.sources.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Tries again what networks and busy servers let fail, ever later; what will not get better fails at once.
 *
 * @param firstWait before the second attempt; doubles from then on
 * @param patience how long a connection may bring next to nothing, by {@link StallGuard}
 */
public record Attempts(Duration firstWait, Duration patience) {
    /** Where nobody is in a hurry. */
    public static final Attempts PATIENT = new Attempts(Duration.ofMillis(500), Duration.ofSeconds(60));

    private static final int MOST = 6;
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    /** One attempt. */
    public interface Step<T> {
        T run() throws IOException;
    }

    /** The server is busy or broken: worth another attempt. */
    public static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;
        private final Optional<Long> seconds;

        public Busy(Response response) {
            super("HTTP status " + response.status());
            this.seconds = response.header("Retry-After")
                    .filter(text -> text.matches("\\d{1,6}"))
                    .map(Long::valueOf);
        }
    }

    /** @throws DownloadException after the last attempt, with {@code what} was tried */
    public <T> T run(String what, Step<T> step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return step.run();
            } catch (IOException e) {
                if (attempt == MOST) {
                    throw new DownloadException(
                            what + " failed " + MOST + " times, last: " + reason(e)
                                    + "; what has been fetched is kept, and the next time continues from there",
                            e);
                }
                pause(e, attempt);
            }
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void pause(IOException failure, int attempt) {
        long wait = firstWait.toMillis() << (attempt - 1);
        if (failure instanceof Busy busy && busy.seconds.isPresent()) {
            wait = busy.seconds.get() * 1000;
        }
        try {
            Thread.sleep(Math.min(wait, LONGEST_WAIT_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException("interrupted while waiting for the next attempt", e);
        }
    }
}
