package dev.vlmstream.inference.remote.api;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that are spoken, with the address and the key's variable of whoever made them. */
public enum Api {
    OPENAI("https://api.openai.com/v1", "OPENAI_API_KEY", new OpenAiFormat()),
    ANTHROPIC("https://api.anthropic.com", "ANTHROPIC_API_KEY", new AnthropicFormat()),
    GEMINI("https://generativelanguage.googleapis.com", "GEMINI_API_KEY", new GeminiFormat());

    private final URI baseUrl;
    private final String keyVariable;
    private final ApiFormat format;

    Api(String baseUrl, String keyVariable, ApiFormat format) {
        this.baseUrl = URI.create(baseUrl);
        this.keyVariable = keyVariable;
        this.format = format;
    }

    /** As config.json names it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    URI baseUrl() {
        return baseUrl;
    }

    /** The environment variable that holds the key by default. */
    String keyVariable() {
        return keyVariable;
    }

    public ApiFormat format() {
        return format;
    }

    static Optional<Api> of(String id) {
        return Arrays.stream(values()).filter(api -> api.id().equals(id)).findFirst();
    }

    static String ids() {
        return Arrays.stream(values()).map(Api::id).collect(Collectors.joining(", "));
    }
}
