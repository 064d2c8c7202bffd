package dev.vlmstream.cli.tasks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "tasks",
        description = {"Benchmarks as files: those that ship and those in tasks/; how one is asked and judged.", ""},
        footer = {
            "",
            "Examples:",
            "  vlmstream tasks list",
            "  vlmstream tasks show mmbench > tasks/my-mmbench.yaml",
            "  vlmstream push data.jsonl --task my-mmbench --models my-llava"
        },
        subcommands = {TasksListCommand.class, TasksShowCommand.class})
public final class TasksCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what: vlmstream tasks list or vlmstream tasks show NAME");
    }
}
