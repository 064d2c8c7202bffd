package dev.vlmstream.cli.images;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "images",
        description = {"The image store: each image once, by its SHA-256, however many runs ask about it.", ""},
        footer = {"", "Examples:", "  vlmstream images gc --dry-run"},
        subcommands = ImagesGcCommand.class)
public final class ImagesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what: vlmstream images gc");
    }
}
