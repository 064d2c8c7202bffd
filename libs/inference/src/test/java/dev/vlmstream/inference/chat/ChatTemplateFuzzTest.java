package dev.vlmstream.inference.chat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.inference.bundle.BundleException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Any text, taken for a chat template, makes a prompt or is refused as a bundle's fault. */
class ChatTemplateFuzzTest {
    /**
     * Of a processor, for one execution. Templates come nearer to the limit of a second than anything else that is fuzzed, and
     * beside other work the clock's second, {@code fuzz.timeout}, is over sooner than the processor's.
     */
    private static final long MOST_NANOS = 1_000_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @FuzzTest
    void render(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        long before = THREADS.getCurrentThreadCpuTime();
        try {
            new ChatTemplate("fuzzed", text, Map.of("bos_token", "<s>")).prompt("What is {{ this }}?", true);
        } catch (BundleException e) {
            // what is no template, or takes too much, is refused so
        }
        long used = THREADS.getCurrentThreadCpuTime() - before;
        if (used > MOST_NANOS) {
            throw new AssertionError("took " + used / 1_000_000 + " ms of a processor");
        }
    }
}
