package dev.vlmstream.inference.chat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what one rendering takes, of steps and of this thread's allocations; once it is too much, each step fails. */
final class RenderMeter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RenderLimits limits;
    private final long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    private int steps;

    RenderMeter(RenderLimits limits) {
        this.limits = limits;
    }

    void step() {
        steps++;
        check();
    }

    /** @throws TemplateExcess if it was too much */
    void check() {
        if (steps > RenderLimits.STEPS) {
            throw new TemplateExcess("it takes more than " + RenderLimits.STEPS + " steps");
        }
        if (THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore > limits.allocation()) {
            throw new TemplateExcess("it takes more than " + (limits.allocation() >> 20) + " MiB of memory");
        }
    }
}
