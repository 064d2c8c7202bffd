package dev.vlmstream.cli.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command whose result goes to standard output, and what is said meanwhile to standard error. */
public abstract class PrintingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    protected final CommandLine commandLine() {
        return spec.commandLine();
    }

    protected final PrintWriter out() {
        return commandLine().getOut();
    }

    protected final PrintWriter err() {
        return commandLine().getErr();
    }

    /** A line of the result. */
    protected final void print(String line) {
        out().println(line);
    }

    /** A line that is no part of the result. */
    protected final void say(String line) {
        err().println(line);
    }

    /** What is wrong with the options, to be thrown. */
    protected final ParameterException wrongUse(String message) {
        return new ParameterException(commandLine(), message);
    }
}
