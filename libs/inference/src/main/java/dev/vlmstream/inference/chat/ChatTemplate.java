package dev.vlmstream.inference.chat;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.chat.Jinja.RenderLimits;
import dev.vlmstream.inference.chat.Jinja.TemplateExcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Chat templates are written for Python's Jinja; what Jinjava spells otherwise is rewritten before rendering. */
    private static final class PythonIdioms {

        /** Methods of Python strings and the filters that do the same. */
        private static final Map<String, String> FILTERS = Map.of(
                "upper", "upper", "lower", "lower", "strip", "trim", "title", "title", "capitalize", "capitalize");

        private PythonIdioms() {}

        static String toJinjava(String template) {
            String text = stripBlocks(stripSigned(withoutLastNewline(template)));
            for (Map.Entry<String, String> method : FILTERS.entrySet()) {
                text = text.replaceAll("\\." + method.getKey() + "\\(\\)", "|" + method.getValue());
            }
            // The generation block marks the assistant's tokens for training; it leaves the text alone.
            return text.replaceAll("\\{%\\s*generation\\s*%\\}", "{% if true %}")
                    .replaceAll("\\{%\\s*endgeneration\\s*%\\}", "{% endif %}");
        }

        /** Jinja leaves out a newline that ends a template. */
        private static String withoutLastNewline(String template) {
            return template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
        }

        /** White space before {@code {{-}, {@code {%-} and {@code {#-}, and behind their ends; Jinjava strips beside blocks alone. */
        private static String stripSigned(String template) {
            // A run of white space is looked at from its beginning only, else long ones would take for ever.
            return template.replaceAll("(?:(?<!\\s)\\s++)?+\\{([{%#])-", "{$1").replaceAll("-([}%#]\\})\\s*+", "$1");
        }

        /**
         * transformers renders with Jinja's trim_blocks and lstrip_blocks: a block takes the newline after it along, and the
         * blanks before it where it begins a line. Jinjava's options of these names also strip within a line.
         */
        private static String stripBlocks(String template) {
            return template.replaceAll("(?m)^[ \\t]+(?=\\{[%#])", "").replaceAll("([%#]\\})\\n", "$1");
        }
    }

    /**
     * What a template's text may be before it is read by the engine, whose parser and evaluator call themselves for every
     * level of nesting.
     */
    private static final class TemplateShape {
        private static final int LONGEST = 1 << 17;
        private static final int LONGEST_EXPRESSION = 1 << 13;
        private static final int DEEPEST_BLOCK = 64;
        private static final int DEEPEST_EXPRESSION = 24;
        private static final Pattern TAG = Pattern.compile("\\{%[-+]?\\s*+(end)?+(set\\s++[^=%]*+%|[a-z]++)");

        private TemplateShape() {}

        /**
         * The template itself.
         *
         * @throws TemplateExcess if it is too long or nested too deeply
         */
        static String checked(String template) {
            if (template.length() > LONGEST) {
                throw new TemplateExcess("it has " + template.length() + " characters, more than " + LONGEST);
            }
            requireShallowBlocks(template);
            requireShallowExpressions(template);
            return template;
        }

        private static void requireShallowBlocks(String template) {
            int depth = 0;
            for (Matcher tag = TAG.matcher(template); tag.find(); ) {
                if (!opens(tag.group(2))) {
                    continue;
                }
                depth = tag.group(1) == null ? depth + 1 : Math.max(0, depth - 1);
                if (depth > DEEPEST_BLOCK) {
                    throw new TemplateExcess("its blocks are nested deeper than " + DEEPEST_BLOCK);
                }
            }
        }

        /** A {@code set} opens a block if it has no value of its own. */
        private static boolean opens(String tag) {
            return switch (tag.startsWith("set") && tag.endsWith("%") ? "block" : tag) {
                case "if", "for", "macro", "call", "filter", "autoescape", "block", "ifchanged", "unless" -> true;
                default -> false;
            };
        }

        private static void requireShallowExpressions(String template) {
            int from = -1;
            int depth = 0;
            char quote = 0;
            for (int i = 0; i < template.length(); i++) {
                char c = template.charAt(i);
                char next = i + 1 < template.length() ? template.charAt(i + 1) : ' ';
                if (from < 0) {
                    if (c == '{' && (next == '{' || next == '%')) {
                        from = i++;
                        depth = 0;
                        quote = 0;
                    }
                } else if (quote != 0) {
                    i += c == '\\' ? 1 : 0;
                    quote = c == quote ? 0 : quote;
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else if (next == '}' && (c == '%' || c == '}' && depth <= 0)) {
                    from = -1;
                    i++;
                } else {
                    depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                }
                if (depth > DEEPEST_EXPRESSION) {
                    throw new TemplateExcess("an expression is nested deeper than " + DEEPEST_EXPRESSION);
                }
                if (from >= 0 && i - from > LONGEST_EXPRESSION) {
                    throw new TemplateExcess("an expression is longer than " + LONGEST_EXPRESSION + " characters");
                }
            }
        }
    }
}
