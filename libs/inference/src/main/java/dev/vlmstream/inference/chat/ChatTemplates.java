package dev.vlmstream.inference.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds a bundle's chat template where transformers looks for it. */
public final class ChatTemplates {

    private static final String JINJA = "chat_template.jinja";
    private static final String JSON = "chat_template.json";
    private static final String TOKENIZER = "tokenizer_config.json";
    private static final String KEY = "chat_template";

    private ChatTemplates() {}

    /** The template of chat_template.jinja, chat_template.json or tokenizer_config.json, whichever is there first. */
    public static Optional<ChatTemplate> find(BundleDirectory bundle) {
        JsonNode tokenizer = bundle.json(TOKENIZER).orElse(MissingNode.getInstance());
        Map<String, String> tokens = specialTokens(tokenizer);
        if (bundle.has(JINJA)) {
            return Optional.of(new ChatTemplate(bundle.path().resolve(JINJA).toString(), bundle.text(JINJA), tokens));
        }
        return template(bundle, JSON, bundle.json(JSON).orElse(MissingNode.getInstance()), tokens)
                .or(() -> template(bundle, TOKENIZER, tokenizer, tokens));
    }

    /** @throws BundleException if there is none; the message names the places */
    public static ChatTemplate require(BundleDirectory bundle) {
        return find(bundle)
                .orElseThrow(() -> new BundleException(bundle.path() + " has no chat template (" + JINJA + ", or key \""
                        + KEY + "\" in " + JSON + " or " + TOKENIZER + "); add one or use prompt style study"));
    }

    private static Optional<ChatTemplate> template(
            BundleDirectory bundle, String file, JsonNode json, Map<String, String> tokens) {
        return text(json.path(KEY))
                .map(text -> new ChatTemplate(bundle.path().resolve(file).toString(), text, tokens));
    }

    /** A template, or the one named "default" of several. */
    private static Optional<String> text(JsonNode node) {
        if (node.isTextual()) {
            return Optional.of(node.asText());
        }
        for (JsonNode named : node) {
            if (named.path("name").asText().equals("default")) {
                return Optional.of(named.path("template").asText());
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> specialTokens(JsonNode tokenizer) {
        Map<String, String> tokens = new HashMap<>();
        for (String name : new String[] {"bos_token", "eos_token", "unk_token", "pad_token"}) {
            JsonNode token = tokenizer.path(name);
            JsonNode content = token.isObject() ? token.path("content") : token;
            if (content.isTextual()) {
                tokens.put(name, content.asText());
            }
        }
        return tokens;
    }
}
