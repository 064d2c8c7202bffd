package dev.vlmstream.cli.tasks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vlmstream.cli.options.TasksOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = {"Lists the tasks of --tasks and those that ship.", ""},
        footer = {"", "Examples:", "  vlmstream tasks list", "  vlmstream tasks list --tasks benchmarks --json"})
final class TasksListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TasksOption tasks;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<KnownTask> known = KnownTask.all(tasks.folder());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(asJson(known)));
        } else {
            table(known).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private static TextTable table(List<KnownTask> known) {
        TextTable table = new TextTable("task", "title", "kind", "rules", "other wordings", "dataset");
        known.forEach(task -> table.row(
                task.definition().id(),
                task.definition().title(),
                task.definition().kind().id(),
                task.rules(),
                task.styles(),
                task.file().isPresent() ? task.file().get() : task.dataset()));
        return table;
    }

    private static ArrayNode asJson(List<KnownTask> known) {
        ArrayNode all = Json.array();
        known.forEach(task -> {
            var one = all.addObject()
                    .put("task", task.definition().id())
                    .put("title", task.definition().title())
                    .put("kind", task.definition().kind().id())
                    .put("digest", task.definition().digest())
                    .put("file", task.file().map(Object::toString).orElse(null))
                    .put("dataset", task.definition().data().dataset());
            task.definition().rules().forEach(rule -> one.withArray("rules").add(rule.id()));
            task.definition()
                    .styles()
                    .keySet()
                    .forEach(style -> one.withArray("styles").add(style));
        });
        return all;
    }
}
