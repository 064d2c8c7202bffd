package dev.vlmstream.cli.stack;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.process.ResidentMemory;

/** The most memory that a stack and this process held together, looked at twice a second. */
public final class MemoryWatch implements AutoCloseable {
    private static final long EVERY_MS = 500;

    private final LocalStack stack;
    private final Thread thread = new Thread(this::watch, "memory-watch");
    private volatile long peak;

    public MemoryWatch(LocalStack stack) {
        this.stack = stack;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long now = stack.residentBytes()
                        + ResidentMemory.of(ProcessHandle.current().pid());
                peak = Math.max(peak, now);
                Thread.sleep(EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bytes; pages that processes share are counted in each. */
    public long peakBytes() {
        return peak;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
