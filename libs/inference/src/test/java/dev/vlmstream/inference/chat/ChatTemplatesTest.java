package dev.vlmstream.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplatesTest {

    /** The template that Hugging Face publishes with LLaVA-1.5. */
    private static final String LLAVA = "{% for message in messages %}{% if message['role'] != 'system' %}"
            + "{{ message['role'].upper() + ': '}}{% endif %}{# Render all images first #}"
            + "{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}"
            + "{% endfor %}{# Render all text next #}{% if message['role'] != 'assistant' %}"
            + "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}"
            + "{{ content['text'] + ' '}}{% endfor %}{% else %}"
            + "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{% generation %}"
            + "{{ content['text'] + ' '}}{% endgeneration %}{% endfor %}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}";

    @TempDir
    Path directory;

    @BeforeEach
    void config() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"llava\"}");
    }

    private void json(String file, Object template) throws IOException {
        new ObjectMapper().writeValue(directory.resolve(file).toFile(), Map.of("chat_template", template));
    }

    private String prompt(boolean withImage) {
        return ChatTemplates.require(BundleDirectory.open(directory)).prompt("What is it?", withImage);
    }

    @Test
    void rendersLlavasOwnTemplate() throws IOException {
        json("chat_template.json", LLAVA);
        assertThat(prompt(true)).isEqualTo("USER: <image>\nWhat is it? ASSISTANT:");
        assertThat(prompt(false)).isEqualTo("USER: What is it? ASSISTANT:");
    }

    @Test
    void aTemplateFileComesBeforeTheKeys() throws IOException {
        json("tokenizer_config.json", "tokenizer");
        assertThat(prompt(true)).isEqualTo("tokenizer");
        json("chat_template.json", "json");
        assertThat(prompt(true)).isEqualTo("json");
        Files.writeString(directory.resolve("chat_template.jinja"), "jinja");
        assertThat(prompt(true)).isEqualTo("jinja");
    }

    @Test
    void takesTheDefaultOfSeveralNamedTemplates() throws IOException {
        json("tokenizer_config.json", new Object[] {
            Map.of("name", "tool_use", "template", "tools"), Map.of("name", "default", "template", "plain")
        });
        assertThat(prompt(true)).isEqualTo("plain");
    }

    @Test
    void stripsBlocksAsTheReferenceDoes() throws IOException {
        json(
                "chat_template.json",
                "{% for m in messages %}\n  {% if true %}\nA {% if true %}b{% endif %}\n{% endif %}\n{% endfor %}\nend\n");
        assertThat(prompt(true)).isEqualTo("A bend");
    }

    @Test
    void stripsBesideExpressionsAsTheReferenceDoes() throws IOException {
        json("chat_template.json", """
                {%- if true %}
                    {{- 'a' }}
                    {%- if false %}b{% endif -%}
                    c  {{- 'd' -}}  e {{ 'f' }}
                    {#- note #}
                  {{ 'g' -}}

                  h
                {%- endif %}
                """);
        assertThat(prompt(true)).isEqualTo("acde f  gh");
    }

    @Test
    void questionsAreNotReadAsTemplates() throws IOException {
        json("chat_template.json", "{{ messages[0]['content'][0]['text'] }}");
        String question = "{{ 1 + 1 }} {% raw %} <b>\"quoted\"</b>";
        assertThat(ChatTemplates.require(BundleDirectory.open(directory)).prompt(question, false))
                .isEqualTo(question);
    }

    @Test
    void aTemplateThatCannotBeRenderedIsNamed() throws IOException {
        json("chat_template.json", "{{ messages[0].content.no_such_method('x') }}{% nosuchtag %}");
        assertThatThrownBy(() -> prompt(true))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("chat_template.json", "use prompt style study");
    }
}
