package dev.vlmstream.cli.command;

import picocli.CommandLine.Option;

/** A command that prints for people or, with {@code --json}, for programs. */
public abstract class JsonCommand extends PrintingCommand {
    @Option(names = "--json", description = "Print as JSON.")
    protected boolean json;
}
