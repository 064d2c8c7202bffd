package dev.vlmstream.inference.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import dev.vlmstream.inference.BundleException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Jinja template that turns messages into a prompt, rendered as transformers' {@code apply_chat_template} does. */
public final class ChatTemplate {

    private static final Jinjava JINJA =
            new Jinjava(JinjavaConfig.newBuilder().withKeepTrailingNewline(true).build());

    private final String source;
    private final String template;
    private final Map<String, String> specialTokens;

    /** @param source where the template comes from, for messages */
    ChatTemplate(String source, String template, Map<String, String> specialTokens) {
        this.source = source;
        this.template = PythonIdioms.toJinjava(template);
        this.specialTokens = Map.copyOf(specialTokens);
    }

    /**
     * The prompt for one question of a user, up to where the answer begins.
     *
     * @throws BundleException if the template needs something that is not supported
     */
    public String prompt(String question, boolean withImage) {
        char brace = unused(question);
        List<Map<String, String>> content = new ArrayList<>();
        if (withImage) {
            content.add(Map.of("type", "image"));
        }
        content.add(Map.of("type", "text", "text", question.replace('{', brace)));
        Map<String, Object> context = new HashMap<>(specialTokens);
        context.put("messages", List.of(Map.of("role", "user", "content", content)));
        context.put("add_generation_prompt", true);
        return render(context).replace(brace, '{');
    }

    /** Stands in for braces while rendering: Jinjava reads values with {@code {% raw %}} in them as templates. */
    private static char unused(String text) {
        char candidate = '\uE000';
        while (text.indexOf(candidate) >= 0) {
            candidate++;
        }
        return candidate;
    }

    private String render(Map<String, Object> context) {
        RenderResult result = JINJA.renderForResult(template, context);
        for (TemplateError error : result.getErrors()) {
            if (error.getSeverity() == TemplateError.ErrorType.FATAL) {
                throw new BundleException(source + ": the chat template cannot be rendered (" + error.getMessage()
                        + "); use prompt style study");
            }
        }
        return result.getOutput();
    }
}
