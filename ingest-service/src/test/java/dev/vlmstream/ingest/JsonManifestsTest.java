package dev.vlmstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonManifestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void fillsInTheStudysSettings() {
        RunManifest manifest = parse("{'task': 'open-world', 'models': ['m']}");
        assertThat(manifest.getPrompt()).isEqualTo("What type of object is in this photo?");
        assertThat(manifest.getPromptStyle()).isEqualTo("bundle");
        assertThat(manifest.getSeed()).isEqualTo(1234);
        assertThat(manifest.getOrder()).isEqualTo("random");
        assertThat(manifest.getTemplates()).containsExactly("A photo of a {}");
        assertThat(manifest.getItems()).isNull();
        assertThat(manifest.getMaxNewTokens()).isNull();
    }

    @Test
    void takesEveryField() {
        RunManifest manifest = parse("{'task': 'closed-world', 'models': ['m', 'n', 'm'], 'dataset': 'd', 'split': 's',"
                + "'prompt': 'identify', 'prompt_style': 'study', 'chain_of_thought': true, 'classes': ['a', 'b', 'a'],"
                + "'templates': ['{}!'], 'labels': 2, 'order': 'fixed', 'seed': 7, 'max_new_tokens': 9, 'items': 3,"
                + "'tags': {'k': 'v'}, 'generation': {'num_beams': 5, 'stop_strings': ['.', '!'], 'early_stopping': 'never'},"
                + "'features': ['last', 'mean'], 'budget': 1.5}");
        assertThat(manifest.getGeneration())
                .isEqualTo(Map.of("num_beams", "5", "stop_strings", "[\".\",\"!\"]", "early_stopping", "never"));
        assertThat(manifest.getFeatures()).containsExactly("last", "mean");
        assertThat(manifest.getBudget()).isEqualTo(1.5);
        assertThat(manifest.getModels()).containsExactly("m", "n");
        assertThat(manifest.getClasses()).containsExactly("a", "b");
        assertThat(manifest.getPrompt()).isEqualTo("Identify the object in this image.");
        assertThat(manifest.getPromptStyle()).isEqualTo("study");
        assertThat(manifest.getChainOfThought()).isTrue();
        assertThat(manifest.getTemplates()).containsExactly("{}!");
        assertThat(manifest.getLabels()).isEqualTo(2);
        assertThat(manifest.getOrder()).isEqualTo("fixed");
        assertThat(manifest.getSeed()).isEqualTo(7);
        assertThat(manifest.getMaxNewTokens()).isEqualTo(9);
        assertThat(manifest.getItems()).isEqualTo(3);
        assertThat(manifest.getTags()).isEqualTo(Map.of("k", "v"));
        assertThat(List.of(manifest.getDataset(), manifest.getSplit())).containsExactly("d", "s");
    }

    @Test
    void namesAreTokenisedAsTheRunSays() {
        String run = "{'task': 'class-likelihood', 'models': ['m'], 'classes': ['a', 'b']";
        assertThat(parse(run + "}").getTokenisation()).isEqualTo("direct");
        assertThat(parse(run + ", 'tokenisation': 'study'}").getTokenisation()).isEqualTo("study");
        assertThat(parse(run + ", 'answer_prefix': 'It is a'}").getAnswerPrefix())
                .isEqualTo("It is a");
        assertThatThrownBy(() -> parse("{'task': 'open-world', 'models': ['m'], 'tokenisation': 'study'}"))
                .hasMessageContaining("\"tokenisation\" belongs to the task class-likelihood, not to open-world");
        assertThatThrownBy(() -> parse(run + ", 'tokenisation': 'words'}")).hasMessageContaining("tokenisation");
    }

    @Test
    void takesHowOftenClassesAreNamed() {
        String run = "{'task': 'open-world', 'models': ['m'], 'frequencies': ";
        assertThat(parse(run + "{'cat': 12, 'dog': 0}}").getFrequencies()).isEqualTo(Map.of("cat", 12L, "dog", 0L));
        assertThatThrownBy(() -> parse(run + "{'cat': -1}}"))
                .hasMessageContaining("\"frequencies\" of \"cat\" must be a whole number of 0 or more, is -1");
    }

    @Test
    void takesSynonymsByLabelAndInTheFormOfTheStudysFile() {
        String run = "{'task': 'open-world', 'models': ['m'], 'synonyms': ";
        assertThat(parse(run + "{'cat': ['tabby', 'tom', 'tom']}}").getSynonyms())
                .isEqualTo(Map.of("cat", List.of("tabby", "tom")));
        assertThat(parse(run + "[{'index': 0, 'label': 'cat', 'synonyms': ['tabby']},"
                                + "{'label': 'cat', 'synonyms': ['tom']}]}")
                        .getSynonyms())
                .isEqualTo(Map.of("cat", List.of("tabby", "tom")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "task | null | \"task\" is missing",
                "task | 'guessing' | \"task\" must be open-world, closed-world, ",
                "task | 7 | or question-answering, is 7",
                "synonyms | 7 | \"synonyms\" must be a mapping of labels, each to a list of names, is 7",
                "synonyms | {'cat': 'tom'} | \"synonyms\" of \"cat\" must be a list of names, is \"tom\"",
                "synonyms | {'cat': [' ']} | \"synonyms\" of \"cat\" must be names that are not blank",
                "models | [] | \"models\" must name at least one",
                "models | {} | \"models\" must be a list of texts, is {}",
                "models | [1] | \"models\" must hold only texts, has 1",
                "classes | {} | \"classes\" must be a list of texts",
                "classes | ['a'] | \"labels\": 2 of 1 classes cannot be offered",
                "labels | 0 | \"labels\" must be a whole number of 2 or more, is 0",
                "labels | 1 | \"labels\" must be a whole number of 2 or more, is 1",
                "labels | 'two' | \"labels\" must be a whole number of 2 or more, is \"two\"",
                "labels | 3 | \"labels\": 3 of 2 classes cannot be offered",
                "prompt | 'identfy' | \"prompt\": unknown prompt 'identfy'",
                "prompt_style | 'own' | \"prompt-style\": must be bundle or study, or with a benchmark one of its styles, is \"own\"",
                "order | 'sorted' | \"order\" must be random or fixed, is \"sorted\"",
                "templates | ['A photo'] | \"templates\" must hold only texts with {} for the class name, has \"A"
                        + " photo\"",
                "features | ['everything'] | \"features\" must hold only last, mean, position:N, image_features, projector_input or",
                "chain_of_thougt | true | unknown key \"chain_of_thougt\"; did you mean \"chain-of-thought\"?",
                "max_new_tokens | 1.5 | \"max-new-tokens\" must be a whole number of 1 or more, is 1.5",
                "max_new_tokens | -1 | \"max-new-tokens\" must be a whole number of 1 or more, is -1",
                "items | -1 | \"items\" must be a whole number of 0 or more, is -1",
                "items | 'many' | \"items\" must be a whole number of 0 or more, is \"many\"",
                "seed | 'x' | \"seed\" must be a whole number, is \"x\"",
                "seed | 1.5 | \"seed\" must be a whole number, is 1.5",
                "chain_of_thought | 'yes' | \"chain-of-thought\" must be true or false, is \"yes\"",
                "tags | ['a'] | \"tags\" must be a mapping of names",
                "frequencies | {'a': 99999999999999999999, 'b': 1} | \"frequencies\" of \"a\" must be a whole number of 0",
                "frequencies | {'a': 1} | \"frequencies\": no count of 1 classes of the run, such as \"b\"",
                "generation | 5 | \"generation\" must be a mapping of names, each to a value, is 5",
                "budget | '1' | \"budget\" must be a number of 0 or more, is \"1\""
            })
    void namesTheFieldThatIsWrong(String field, String value, String message) throws JsonProcessingException {
        ObjectNode json = (ObjectNode)
                JSON.readTree(quoted("{'task': 'closed-world', 'models': ['m'], 'classes': ['a', 'b'], 'labels': 2}"));
        json.set(field, JSON.readTree(quoted(value)));
        assertThatThrownBy(() -> JsonManifests.parse(json, "r"))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("run manifest: ")
                .hasMessageContaining(message);
    }

    @Test
    void aBenchmarkBringsItsInstructionAndVariantsAndGuessesTheirTask() {
        RunManifest pope = parse("{'task': 'question-answering', 'benchmark': 'pope', 'models': ['m']}");
        assertThat(pope.getBenchmark()).isEqualTo("pope");
        assertThat(pope.getPrompt()).isEqualTo("Answer the question using a single word or phrase.");
        assertThat(parse("{'task': 'question-answering', 'benchmark': 'docvqa', 'models': ['m'],"
                                + " 'prompt': 'Answer in one word.', 'variant': 'no-image'}")
                        .getPrompt())
                .isEqualTo("Answer in one word.");
        RunManifest named = parse("{'task': 'pope', 'models': ['m'], 'prompt_style': 'lmms-eval'}");
        assertThat(named.getTask()).isEqualTo("question-answering");
        assertThat(named.getBenchmark()).isEqualTo("pope");
        assertThat(named.getDefinition()).isEqualTo(ShippedTasks.of("pope").canonical());
        assertThat(named.getMaxNewTokens()).isEqualTo(128);
        assertThat(pope.getMaxNewTokens()).isEqualTo(16);
        RunManifest own = parse(
                "{'models': ['m'], 'max_new_tokens': 3, 'definition': {'task': 'mine', 'rules': ['pattern'],"
                        + " 'pattern': {'extract': 'is (.*)'}, 'prompt': {'instruction': 'Say it.', 'max-new-tokens': 9}}}");
        assertThat(own.getTask()).isEqualTo("question-answering");
        assertThat(own.getBenchmark()).isEqualTo("mine");
        assertThat(own.getPrompt()).isEqualTo("Say it.");
        assertThat(own.getMaxNewTokens()).isEqualTo(3);
        RunManifest wiki = parse("{'task': 'multiple-choice', 'models': ['m'], 'variant': 'text-only', 'guess': true}");
        assertThat(wiki.getVariant()).isEqualTo("text-only");
        assertThat(wiki.getGuess()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'task': 'question-answering' | \"benchmark\" is missing: the task question-answering takes textvqa, docvqa",
                "'task': 'question-answering', 'benchmark': 'vqa' | \"benchmark\": there is no task \"vqa\"",
                "'task': 'question-answering', 'benchmark': 'pope', 'prompt': 'name' | asks for a name",
                "'task': 'pope', 'prompt_style': 'lmms' | the task pope has no style \"lmms\"; there are bundle, study, lmms-eval",
                "'benchmark': 'a', 'definition': {'task': 'b', 'rules': 'exact'} | \"benchmark\": its definition is of the task b",
                "'definition': {'task': 'b', 'rules': 'exakt'} | \"definition\" is no task: the task's definition, line 1: \"rules\" has",
                "'definition': {'task': 'pope', 'rules': 'exact'} | the task \"pope\" is not the one that ships here",
                "'task': 'closed-world', 'classes': ['a'] | \"classes\" has one name only: the task closed-world",
                "'task': 'open-world', 'labels': 2 | \"labels\" belongs to the task closed-world, not to open-world",
                "'task': 'open-world', 'answer_prefix': 'A' | \"answer-prefix\" belongs to the task class-likelihood",
                "'task': 'open-world', 'benchmark': 'pope' | \"benchmark\": the task pope is a question-answering, which the task open-world does not ask",
                "'task': 'open-world', 'guess': true | \"guess\" belongs to the tasks multiple-choice, question-answering",
                "'task': 'open-world', 'variant': 'class-name' | the variant class-name is not for the task open-world"
            },
            quoteCharacter = '`')
    void refusesWhatDoesNotBelongToTheTask(String fields, String message) {
        assertThatThrownBy(() -> parse("{'models': ['m'], " + fields + "}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesARunThatIsNoId() {
        for (String run : new String[] {null, "", "a b", "../x", "-a", "x".repeat(101)}) {
            assertThatThrownBy(() -> parse("{'task': 'open-world', 'models': ['m']}", run))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining(run == null ? "\"run\" is missing: " : "run id \"" + run + "\"");
        }
    }

    private static RunManifest parse(String json) {
        return parse(json, "r");
    }

    private static RunManifest parse(String json, String run) {
        try {
            return JsonManifests.parse(JSON.readTree(quoted(json)), run);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
