package dev.vlmstream.evaluation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.evaluation.frequency.WordTokenizer;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.AnswerForm;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.metrics.ClassMentions;
import dev.vlmstream.evaluation.rules.Concepts;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.evaluation.rules.Judge;
import dev.vlmstream.evaluation.rules.OptionLetter;
import dev.vlmstream.evaluation.run.JudgePrompt;
import dev.vlmstream.evaluation.tasks.PromptForm;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as an answer, any others as what it is compared with: it is judged, or the message says why not. */
class AnswersFuzzTest {
    private static final WordTokenizer WORDS = new WordTokenizer();

    static Stream<Arguments> answers() {
        return Stream.of(
                        "The photo shows a giant panda.\0giant panda\0panda",
                        "(B)\0B\0one\0two",
                        "1_1_1.5e-3%\00050 %\000.5",
                        "don't know, it's 2.5 or ten.\0It's two\0it is 2.5",
                        "**Yes.**\0yes\0no",
                        "Which is this object?\nA. one\nB. two\nChoose A or B.\0ant\0bee")
                .flatMap(text -> Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
                        .map(kind -> kind + text))
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The first byte picks what is done; texts are separated by zero bytes. */
    @MethodSource("answers")
    @FuzzTest
    void texts(byte[] input) {
        if (input.length < 2) {
            return;
        }
        String[] texts = new String(input, 1, input.length - 1, StandardCharsets.UTF_8).split("\0");
        String answer = texts.length == 0 ? "" : texts[0];
        List<String> others =
                texts.length < 2 ? List.of("x") : Arrays.asList(texts).subList(1, texts.length);
        try {
            apply(input[0] & 0xff, answer, others);
        } catch (IllegalArgumentException e) {
            // Such texts are refused so.
        }
    }

    private static void apply(int kind, String answer, List<String> others) {
        String label = others.get(0);
        switch (kind % 10) {
            case 0 -> judge(Task.OPEN_WORLD, answer, Truth.of(label).with(Inclusion.SYNONYMS, others));
            case 1 -> judge(Task.MULTIPLE_CHOICE, answer, new Truth("A", others, Map.of(), List.of(), null, "B"));
            case 2 -> benchmarks(answer, others);
            case 3 -> Concepts.of(answer);
            case 4 -> JudgePrompt.verdict(answer);
            case 5 -> new ClassMentions(others).find(answer);
            case 6 -> WORDS.tokens(answer);
            case 7 -> ClassSubstitution.in(answer, label);
            case 8 -> JudgePrompt.of(answer, null).fill(label, others, answer);
            default -> {
                OptionLetter.parse(answer, MultipleChoice.options(answer));
                ShippedTasks.all()
                        .forEach(task -> task.prompt()
                                .question(new PromptForm.Parts(answer, others, others, Map.of("hint", answer)), label));
                QuestionLabels.letter(answer, others);
            }
        }
    }

    private static void benchmarks(String answer, List<String> others) {
        for (TaskDefinition benchmark : ShippedTasks.all()) {
            String label = benchmark.answer() == AnswerForm.YES_NO ? "yes" : others.get(0);
            if (benchmark.kind() == TaskKind.CLASSIFICATION) {
                continue;
            }
            judge(Task.QUESTION_ANSWERING, answer, new Truth(label, others, Map.of(), others, benchmark, null));
        }
    }

    private static void judge(Task task, String answer, Truth truth) {
        Judge.judge(task, Answer.text(answer), truth);
    }
}
