package dev.vlmstream.inference.chat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a template's text may be before it is read by the engine, whose parser and evaluator call themselves for every
 * level of nesting.
 */
final class TemplateShape {
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
