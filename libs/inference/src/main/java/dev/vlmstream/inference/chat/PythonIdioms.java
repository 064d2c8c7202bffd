package dev.vlmstream.inference.chat;

import java.util.Map;

/** Chat templates are written for Python's Jinja; what Jinjava spells otherwise is rewritten before rendering. */
final class PythonIdioms {

    /** Methods of Python strings and the filters that do the same. */
    private static final Map<String, String> FILTERS =
            Map.of("upper", "upper", "lower", "lower", "strip", "trim", "title", "title", "capitalize", "capitalize");

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
