package dev.vlmstream.inference.chat;

import dev.vlmstream.inference.BundleException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A Jinja template that turns messages into a prompt, rendered as transformers' {@code apply_chat_template} does. */
public final class ChatTemplate {

    private final String source;
    private final String template;
    private final Map<String, String> specialTokens;

    /**
     * @param source where the template comes from, for messages
     * @throws BundleException if it is too long or nested too deeply to be rendered
     */
    ChatTemplate(String source, String template, Map<String, String> specialTokens) {
        this.source = source;
        this.template = bounded(() -> PythonIdioms.toJinjava(TemplateShape.checked(template)));
        this.specialTokens = Map.copyOf(specialTokens);
    }

    /**
     * The prompt for one question of a user, up to where the answer begins.
     *
     * @throws BundleException if the template needs something that is not supported, or takes more than the limits
     */
    public String prompt(String question, boolean withImage) {
        return rendered(parts(question, withImage), question);
    }

    private static List<Map<String, String>> parts(String question, boolean withImage) {
        Map<String, String> text = Map.of("type", "text", "text", question);
        return withImage ? List.of(Map.of("type", "image"), text) : List.of(text);
    }

    private String rendered(Object content, String question) {
        try {
            return bounded(() -> render(content, question));
        } catch (IllegalArgumentException e) {
            throw new BundleException(
                    source + ": the chat template cannot be rendered (" + e.getMessage() + "); use prompt style study",
                    e);
        }
    }

    /**
     * As {@link #prompt(String, boolean)}, of a message that is a text; an image's placeholder is in it.
     *
     * @throws BundleException as there
     */
    public String prompt(String content) {
        return rendered(content, content);
    }

    /**
     * Whether it takes messages as lists of parts, as those of models that see do: an image comes out as its placeholder.
     * Otherwise a message is a text.
     */
    public boolean takesParts(String placeholder) {
        try {
            return prompt("?", true).contains(placeholder);
        } catch (BundleException e) {
            return false;
        }
    }

    /** @throws BundleException if a short question already takes more than the limits: no model is trained with such */
    public void requireBounded() {
        try {
            bounded(() -> render(parts("?", false), "?"));
        } catch (IllegalArgumentException e) {
            // needs what is not supported: the bundle is of use under prompt style study
        }
    }

    private String render(Object content, String question) {
        Map<String, Object> context = new HashMap<>(specialTokens);
        context.put("messages", List.of(Map.of("role", "user", "content", content)));
        context.put("add_generation_prompt", true);
        return Jinja.render(template, context, RenderLimits.of(question));
    }

    private <T> T bounded(Supplier<T> work) {
        try {
            return work.get();
        } catch (TemplateExcess e) {
            throw new BundleException(
                    source + ": the chat template is refused: " + e.getMessage()
                            + "; put the model's own, from its repository, in its place",
                    e);
        }
    }
}
