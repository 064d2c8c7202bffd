package dev.vlmstream.cli.completion;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {"Prints a script with which a shell completes commands and options.", ""},
        footer = {
            "",
            "Examples:",
            "  source <(vlmstream completion bash)        # also in ~/.bashrc",
            "  source <(vlmstream completion zsh)         # also in ~/.zshrc",
            "  vlmstream completion fish > ~/.config/fish/completions/vlmstream.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell;

    /** Shells by the names of their programs. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        // The script for bash turns zsh's bashcompinit on by itself.
        out.print(shell == Shell.fish ? FishScript.of(command) : AutoComplete.bash(command.getCommandName(), command));
        out.flush();
        return 0;
    }
}
