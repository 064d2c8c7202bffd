package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.remote.RemoteLikelihood.Failed;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not tell what they are asked for class likelihoods. */
class HostileScoresTest extends ScoringServer {
    private static final int MOST_AT_ONCE = 16;

    /** What a server replies that does not do what it was asked. */
    private static String distorted(String reply, String how) {
        return switch (how) {
            case "absent" -> reply.replaceAll("\"(prompt_logprobs|input_token_logprobs|token_logprobs)\"", "\"other\"");
            case "null entry" ->
                reply.replaceFirst("\\{\"\\d+\":\\{[^}]*}},", "null,")
                        .replaceFirst("\\[-1.5,(\\d+),null]", "[-1.5,null,null]");
            case "short" -> reply.replaceAll("\"prompt_tokens\":(\\d)", "\"prompt_tokens\":9$1");
            case "several" -> reply.replaceFirst("(\\{)(\"\\d+\":)(\\{[^}]*})", "$1$2$3,\"7\":$3");
            case "not a number" -> reply.replaceAll("-\\d+\\.\\d+(E-?\\d+)?", "\"NaN\"");
            case "positive" -> reply.replaceAll("-(\\d+\\.\\d+)", "$1");
            default -> throw new IllegalArgumentException(how);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vllm | absent | the reply has no prompt_logprobs",
                "vllm | null entry | prompt_logprobs[1] has 0 tokens, must have the prompt's one",
                "vllm | several | prompt_logprobs[1] has 2 tokens",
                "vllm | short | tokens, but counts 9",
                "vllm | not a number | has no log-probability, but NaN",
                "vllm | positive | has no log-probability, but",
                "sglang | absent | the reply has no meta_info.input_token_logprobs",
                "sglang | null entry | input_token_logprobs[1] has no token id",
                "sglang | short | but counts 9",
                "sglang | not a number | has no log-probability, but NaN",
                "completions | absent | the reply has no logprobs.tokens and logprobs.token_logprobs",
                "completions | short | generated in usage",
                "completions | not a number | has no log-probability, but NaN",
            })
    void aReplyWithoutScoresFailsInOneSentenceWithServerSettingAndCure(String server, String how, String reason)
            throws IOException {
        stub.distort(reply -> distorted(reply, how));
        int line = server.equals("completions") ? -1 : 0;
        Failed failed = (Failed) ask(remote(server), question(line, names));
        assertThat(failed.reason())
                .contains(reason)
                .contains("class_likelihood \"" + server + "\" in the model's config.json asks " + stub.url())
                .contains("remove the key")
                .endsWith("; 0 of 60 class names were scored");
        // The opening, and the names that were under way when the first one failed.
        assertThat(stub.tally().requests()).isBetween(1, 1 + MOST_AT_ONCE);
    }

    @Test
    void aNumberThatIsNoJsonIsAskedAgainAndThenFails() throws IOException {
        stub.distort(reply -> reply.replaceAll("-1\\.5", "NaN"));
        Failed failed = (Failed) ask(remote("vllm"), question(0, names));
        assertThat(failed.reason()).startsWith("asked 3 times, the last time: HTTP 200 with a body that is no JSON");
        assertThat(stub.tally().requests()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "sglang"})
    void aNameThatChangesTheTokensBeforeItIsRefused(String server) throws IOException {
        List<String> before = new ArrayList<>();
        stub.distort(reply -> {
            before.add(reply);
            // The last token of the opening, "a", is another one as soon as something follows it.
            return before.size() == 1 ? reply : reply.replaceAll(last(before.get(0)), "$12559$2");
        });
        Failed failed = (Failed) ask(remote(server), question(0, List.of("cat")));
        assertThat(failed.reason())
                .contains("class name \"cat\" changes the tokens of what comes before it, which ends in \"" + OPENING
                        + "\"")
                .contains("give an --answer-prefix that ends with a whole word");
    }

    private static String last(String reply) {
        var ids = java.util.regex.Pattern.compile("(?:\\{\"|,)(\\d+)(?:\":\\{|,null])")
                .matcher(reply);
        String id = null;
        while (ids.find()) {
            id = ids.group(1);
        }
        return "(\\{\"|,)" + id + "(\":\\{|,null])";
    }

    @Test
    void aServerThatTakesNoSuchRequestIsNamedWithTheCure() throws IOException {
        stub.follow(FaultPlan.always(Fault.BAD_IMAGE));
        Failed failed = (Failed) ask(remote("vllm"), question(0, names));
        assertThat(failed.reason())
                .startsWith("HTTP 400: unreadable image; class_likelihood \"vllm\" in the model's config.json asks")
                .contains(" for prompt_logprobs: give base_url of a server that has that, or remove the key");
        assertThat(stub.tally().requests()).isEqualTo(1);
    }

    @Test
    void completionsAreNotAskedAboutImages() throws IOException {
        Failed failed = (Failed) ask(remote("completions"), question(0, names));
        assertThat(failed.reason())
                .startsWith("completions take no images, and the question has one; ask vLLM or SGLang");
        assertThat(stub.tally().requests()).isZero();
    }
}
