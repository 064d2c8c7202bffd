package dev.vlmstream.cli.output;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says in one line for whom one waits, where nothing comes from them for ten seconds: silence looks like a hang. */
public final class LongWait implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int LOOKS = 20;

    private final String whom;
    private final Duration longest;
    private final Consumer<String> say;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "long-wait");
        thread.setDaemon(true);
        return thread;
    });
    private int open;
    private boolean told;
    private long since = System.nanoTime();

    /** Nothing is waited for yet. */
    public LongWait(String whom, Consumer<String> say) {
        this(whom, say, LONG);
    }

    LongWait(String whom, Consumer<String> say, Duration longest) {
        this.whom = whom;
        this.say = say;
        this.longest = longest;
        long pause = longest.toMillis() / LOOKS;
        looks.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** One answer more is waited for. */
    public synchronized LongWait begin() {
        if (open++ == 0) {
            since = System.nanoTime();
        }
        return this;
    }

    /** One has come. */
    public synchronized void done() {
        open--;
        came();
    }

    /** Something has come, though not yet all. */
    public synchronized void came() {
        since = System.nanoTime();
        told = false;
    }

    private synchronized void look() {
        if (open > 0 && !told && System.nanoTime() - since >= longest.toNanos()) {
            told = true;
            say.accept("waiting for " + whom + ", which has not answered for " + longest.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
