package dev.vlmstream.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a process that is not ready yet gets on: it logs what it had not logged before (numbers aside, so that the same
 * complaint every few seconds is none), lacks something else than before, computes, or was started again. For one thread.
 */
public final class StartupProgress {
    /** Threads that merely wait take less in all the time that a process may stand still. */
    private static final Duration COMPUTED = Duration.ofSeconds(2);

    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_LINES = 10_000;

    private final Supervised process;
    private final Set<Integer> reported = new HashSet<>();
    private long pid;
    private long read;
    private long computed;
    private long movedAt = System.nanoTime();

    public StartupProgress(Supervised process) {
        this.process = process;
    }

    /** Looks, and says how long it has stood still. */
    public Duration still() {
        // All three are looked at, so that what was seen now does not count as new next time.
        if (startedAgain() | logged() | lacksOther() | computed()) {
            movedAt = System.nanoTime();
        }
        return Duration.ofNanos(System.nanoTime() - movedAt);
    }

    private boolean startedAgain() {
        boolean other = process.pid() != pid;
        pid = process.pid();
        if (other) {
            computed = 0;
        }
        return other;
    }

    private boolean logged() {
        boolean fresh = false;
        for (String line : newText(process.log().file()).lines().toList()) {
            fresh |= isNew(line);
        }
        return fresh;
    }

    private boolean lacksOther() {
        return isNew(process.lacking());
    }

    private boolean isNew(String text) {
        return !text.isEmpty()
                && reported.size() < MOST_LINES
                && reported.add(text.replaceAll("\\d+", "0").hashCode());
    }

    private boolean computed() {
        long now = process.cpuMillis();
        boolean enough = now - computed >= COMPUTED.toMillis();
        if (enough) {
            computed = now;
        }
        return enough;
    }

    private String newText(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            long from = length < read ? 0 : Math.max(read, length - MOST_BYTES);
            byte[] bytes = new byte[(int) Math.min(MOST_BYTES, length - from)];
            file.seek(from);
            file.readFully(bytes);
            read = length;
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
