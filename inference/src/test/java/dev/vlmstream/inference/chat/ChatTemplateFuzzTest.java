package dev.vlmstream.inference.chat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.inference.BundleException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Any text, taken for a chat template, makes a prompt or is refused as a bundle's fault. */
class ChatTemplateFuzzTest {
    @FuzzTest
    void render(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            new ChatTemplate("fuzzed", text, Map.of("bos_token", "<s>")).prompt("What is {{ this }}?", true);
        } catch (BundleException e) {
            // what is no template, or takes too much, is refused so
        }
    }
}
