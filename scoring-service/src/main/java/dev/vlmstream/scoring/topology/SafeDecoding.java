package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.wire.WireException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** Reads events, whatever their bytes do to the reader: the stack and the memory are another record's again afterwards. */
public final class SafeDecoding {
    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MILLIS = 100;

    private SafeDecoding() {}

    /**
     * What the reader reads.
     *
     * @throws WireException if it cannot
     * @throws KafkaException if a schema registry does not answer: the event may be read later
     */
    public static <T> T decode(Supplier<T> reader) {
        for (int attempt = 1; ; attempt++) {
            try {
                return reader.get();
            } catch (WireException | KafkaException e) {
                throw e;
            } catch (OutOfMemoryError e) {
                // Perhaps it is another's, as a request's, that took the memory, and will soon be done.
                if (attempt == ATTEMPTS || !pause()) {
                    throw new WireException("needs more memory than there is: " + e.getMessage(), e);
                }
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                throw new WireException("cannot be read: " + e, e);
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
