package dev.vlmstream.evaluation.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps against what CPython gives for the same replies ({@code tools/goldens/wikiqa.py}). */
class WikiQaGoldenTest {
    private static final Path RECORDED = Path.of("src/test/resources/recorded/wikiqa");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 1234;

    private final JsonNode script = JSON.readTree(Files.readString(RECORDED.resolve("script.json")));
    private final JsonNode expected = JSON.readTree(Files.readString(RECORDED.resolve("expected.json")));
    private final List<ClassArticles> classes = new ArrayList<>();
    private final Map<String, List<String>> images = new LinkedHashMap<>();
    private int requests;

    WikiQaGoldenTest() throws IOException {
        for (String line : Files.readAllLines(RECORDED.resolve("articles.jsonl"))) {
            JsonNode one = JSON.readTree(line);
            List<String> articles = new ArrayList<>();
            one.get("articles").forEach(article -> articles.add(article.asText()));
            classes.add(new ClassArticles(one.get("class").asText(), articles));
        }
        for (String line : Files.readAllLines(RECORDED.resolve("images.jsonl"))) {
            JsonNode one = JSON.readTree(line);
            images.computeIfAbsent(one.get("label").asText(), label -> new ArrayList<>())
                    .add(one.get("image").asText());
        }
    }

    private Writing write(ClassArticles about) {
        Writing writing = new Writing(about, 5, 3);
        for (int i = 0; writing.nextPrompt().isPresent(); i++) {
            String own = script.get("prompts").get(about.name()).asText();
            String prompt = writing.nextPrompt().get();
            assertThat(prompt).startsWith(own);
            assertThat(i == 0).isEqualTo(prompt.equals(own));
            requests++;
            writing.take(script.get("writing").get(about.name()).get(i).asText());
        }
        return writing;
    }

    private String answer(String prompt) {
        JsonNode said = script.get("answers").get(prompt);
        assertThat(said)
                .as("a prompt that CPython's steps did not ask: %s", prompt)
                .isNotNull();
        return said.asText();
    }

    private List<AnsweredQuestion> answered(List<ClassOrder.Turn> turns) {
        List<AnsweredQuestion> answered = new ArrayList<>();
        for (ClassOrder.Turn turn : turns) {
            String name = classes.get(turn.index()).name();
            for (WrittenQuestion one : turn.questions()) {
                Optional<String> named = AnswerPrompt.named(one, name).map(this::answer);
                answered.add(new AnsweredQuestion(
                        name, one, named.orElse(null), named.isEmpty() ? null : answer(AnswerPrompt.unnamed(one))));
            }
        }
        return answered;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void theDatasetIsCPythonsToTheByteInWhateverOrderTheRepliesCome(long order) throws IOException {
        Map<String, Integer> rejected = new TreeMap<>();
        List<Integer> places = new ArrayList<>();
        List<Writing> written = new ArrayList<>();
        for (ClassArticles one : classes) {
            places.add(places.size());
            Writing writing = write(one);
            writing.rejected().forEach(reason -> rejected.merge(reason.reason().id(), 1, Integer::sum));
            written.add(writing);
        }
        java.util.Collections.shuffle(places, new Random(order));

        ClassOrder turns = new ClassOrder(SEED);
        List<ClassOrder.Turn> balanced = new ArrayList<>();
        places.forEach(
                place -> balanced.addAll(turns.take(place, written.get(place).questions())));
        List<AnsweredQuestion> answered = answered(balanced);
        Map<String, Integer> outcomes = new TreeMap<>();
        answered.forEach(one -> outcomes.merge(one.outcome().id(), 1, Integer::sum));
        List<AnsweredQuestion> kept =
                answered.stream().filter(one -> one.outcome() == Outcome.KEPT).toList();
        StringBuilder dataset = new StringBuilder();
        new DatasetDraw(SEED, 10, false)
                .lines(kept, images)
                .forEach(line -> dataset.append(line.json()).append('\n'));

        assertThat(dataset.toString()).isEqualTo(Files.readString(RECORDED.resolve("dataset.jsonl")));
        assertThat(requests).isEqualTo(expected.get("requests").asInt());
        assertThat(answered).hasSize(expected.get("written").asInt());
        assertThat(JSON.<JsonNode>valueToTree(rejected)).isEqualTo(expected.get("rejected"));
        assertThat(JSON.<JsonNode>valueToTree(outcomes)).isEqualTo(expected.get("outcomes"));
    }

    @Test
    void aClassThatComesAgainIsPassedOver() {
        WrittenQuestion one = new WrittenQuestion("What is this object?", List.of("a", "b", "c", "d"), 2, "");
        ClassOrder turns = new ClassOrder(SEED);
        assertThat(turns.take(1, List.of(one))).isEmpty();
        assertThat(turns.take(0, List.of(one, one))).hasSize(2);
        assertThat(turns.take(0, List.of(one))).isEmpty();
        assertThat(turns.take(1, List.of(one))).isEmpty();
        assertThat(turns.take(2, List.of())).containsExactly(new ClassOrder.Turn(2, List.of()));
    }

    @Test
    void lettersAreBalancedOnDemand() {
        List<AnsweredQuestion> kept = new ArrayList<>();
        for (int i = 0; i < 42; i++) {
            kept.add(new AnsweredQuestion(
                    "ant",
                    new WrittenQuestion("Is this object " + i + "?", List.of("a", "b", "right", "d"), 2, ""),
                    "C",
                    "A"));
        }
        Map<String, Integer> letters = new TreeMap<>();
        new DatasetDraw(SEED, 1, true).lines(kept, images).forEach(line -> {
            assertThat(line.question().choices().get(line.question().answer())).isEqualTo("right");
            letters.merge(line.question().letter(), 1, Integer::sum);
        });
        assertThat(letters).isEqualTo(Map.of("A", 11, "B", 11, "C", 10, "D", 10));
    }
}
