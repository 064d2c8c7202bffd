package dev.vlmstream.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.vlmstream.inference.bundle.BundleException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates of a hostile bundle: refused with a reason, at a small price. */
class HostileTemplatesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_ALLOCATED = 256L << 20;

    static Stream<Arguments> tooMuch() {
        return Stream.of(
                Arguments.of("nested ranges", nested(6), "more than 2000 steps"),
                Arguments.of(
                        "a macro that calls itself twice",
                        "{% macro f(n) %}{% for i in range(900) %}{{ n }}{% endfor %}{% endmacro %}"
                                + "{{ f(1) }}".repeat(20),
                        "more than 2000 steps"),
                Arguments.of(
                        "a text that doubles",
                        "{% set s = 'aaaa' %}{% for i in range(99) %}{% set s = s ~ s %}{% endfor %}",
                        "a text of more than"),
                Arguments.of(
                        "a text that is replaced by longer ones",
                        "{% set s = 'aaaa' %}" + "{% set s = s | replace('a', 'aaaaaaaaaa') %}".repeat(9),
                        "a text of more than"),
                Arguments.of(
                        "a list that doubles",
                        "{% set s = [1, 2] %}" + "{% set s = s + s %}".repeat(40),
                        "a list or map of more than 1000"),
                Arguments.of(
                        "long texts again and again",
                        "{% set s = 'aaaaaaaaaa'" + " | replace('a', 'aaaaaaaaaa')".repeat(3)
                                + " %}{% for i in range(1000) %}{% set x = range(1000) | map('replace', '', s) | list %}"
                                + "{% endfor %}",
                        "MiB of memory"),
                Arguments.of("a long text", "a".repeat(131_073), "131073 characters"),
                Arguments.of("nested ifs", "{% if true %}".repeat(5000), "nested deeper than 64"),
                Arguments.of("nested sets", "{% set x %}".repeat(5000), "nested deeper than 64"),
                Arguments.of("nested parentheses", "{{ " + "(".repeat(5000), "an expression is nested deeper than 24"),
                Arguments.of("a long expression", "{{ 1" + " + 1".repeat(5000), "an expression is longer than 8192"));
    }

    private static String nested(int levels) {
        StringBuilder template = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            template.append("{% for i").append(i).append(" in range(1000) %}");
        }
        return template.append("x").append("{% endfor %}".repeat(levels)).toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooMuch")
    void whatTakesTooMuchIsRefused(String what, String template, String reason) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> new ChatTemplate("m/chat_template.json", template, Map.of()).requireBounded())
                .isInstanceOf(BundleException.class)
                .hasMessageStartingWith("m/chat_template.json: the chat template is refused: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith("; put the model's own, from its repository, in its place");
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
    }

    static Stream<String> disabled() {
        return Stream.of(
                "{{ 'a' | center(1000000000) }}",
                "{{ '%1000000000d' | format(1) }}",
                "{{ 'a' | indent(1000000000) }}",
                "{{ range(9) | batch(1000000000, 'x') }}",
                "{{ ('a' | string).repeat(1000000000) }}",
                "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.replaceAll('(a+)+$', '') }}",
                "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | regex_replace('(a|a)+$', '') }}",
                "{% include 'META-INF/MANIFEST.MF' %}",
                "{% import 'META-INF/MANIFEST.MF' as m %}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}");
    }

    @ParameterizedTest
    @MethodSource("disabled")
    void whatChatTemplatesDoNotNeedIsNotThere(String template) {
        ChatTemplate hostile = new ChatTemplate("m/chat_template.json", template, Map.of());

        hostile.requireBounded();
        assertThatThrownBy(() -> hostile.prompt("what?", true))
                .isInstanceOf(BundleException.class)
                .hasMessageStartingWith("m/chat_template.json: the chat template cannot be rendered (")
                .hasMessageEndingWith("); use prompt style study");
    }

    @Test
    void aLongQuestionIsNotTheTemplatesFault() {
        String question = "word ".repeat(40_000);
        ChatTemplate template =
                new ChatTemplate("m/chat_template.json", "{{ messages[0].content[0].text }}!", Map.of());

        assertThat(template.prompt(question, false)).isEqualTo(question + "!");
    }
}
