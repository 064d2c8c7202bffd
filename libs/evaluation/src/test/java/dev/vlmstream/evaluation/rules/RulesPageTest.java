package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/rules.md is the list of rules; {@code -Ddocs.write=true} writes it again. */
class RulesPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "rules.md");
    private static final String HEAD = "| rule | what counts as right | applies to | source |\n|---|---|---|---|\n";

    @Test
    void theTableOfTheDocsIsTheListOfRules() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(HEAD);
        int to = page.indexOf("\n\n", from);
        String current = page.substring(0, from) + table() + page.substring(to + 1);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("%s is not the list of rules; write it with -Dtest=RulesPageTest -Ddocs.write=true", PAGE)
                .isEqualTo(current);
    }

    private static String table() {
        return Rules.ALL.stream().map(RulesPageTest::row).collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(Rule rule) {
        String version = rule.version() == 1 ? "" : " (version " + rule.version() + ")";
        String grade = rule.isGraded() ? "; **part credit**" : rule.isNeutral() ? "; **neither right nor wrong**" : "";
        return String.format(
                "| `%s`%s | %s%s | %s | %s |\n", rule.id(), version, rule.help(), grade, judged(rule), rule.source());
    }

    /** Tasks that every run may ask, then benchmarks; in bold where the rule stands for it. */
    private static String judged(Rule rule) {
        Stream<String> tasks = rule.judged().stream()
                .filter(task -> task != Task.QUESTION_ANSWERING)
                .map(task -> rule.isPrimary(task) ? "**" + task.id() + "**" : task.id());
        List<TaskDefinition> asked = ShippedTasks.all().stream()
                .filter(task -> task.kind() == TaskKind.QUESTION_ANSWERING)
                .toList();
        List<TaskDefinition> benchmarks =
                ShippedTasks.all().stream().filter(task -> judges(rule, task)).toList();
        Stream<String> names = benchmarks.equals(asked)
                ? Stream.of("all benchmarks of question answering")
                : benchmarks.stream()
                        .map(task -> task.primaryRule().filter(rule::equals).isPresent()
                                ? "**" + task.id() + "**"
                                : task.id());
        return Stream.concat(tasks, names).collect(Collectors.joining(", "));
    }

    private static boolean judges(Rule rule, TaskDefinition task) {
        if (rule instanceof JudgeRule judge) {
            return task.kind() == TaskKind.QUESTION_ANSWERING
                    && (!judge.isSimilarity() || task.answer().asksForWords());
        }
        return task.rules().contains(rule);
    }
}
