package dev.vlmstream.cli;

import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.InferenceException;
import dev.vlmstream.inference.hub.HubException;
import dev.vlmstream.inference.image.ImageException;
import dev.vlmstream.local.StackException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** Tells people what went wrong, in words; the trace is for those who ask. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    private final Main main;

    Failures(Main main) {
        this.main = main;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("vlmstream " + command.getCommandName() + ": " + words(failure));
        if (main.verbose()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private String words(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        String message = failure.getMessage();
        if (isExpected(failure) && message != null) {
            return message;
        }
        return "unexpected " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                + (main.verbose() ? "" : " (--verbose shows where)");
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof CommandFailure
                || failure instanceof StackException
                || failure instanceof BundleException
                || failure instanceof DatasetException
                || failure instanceof HubException
                || failure instanceof ImageException
                || failure instanceof InferenceException
                || failure instanceof IllegalArgumentException
                || failure instanceof java.io.IOException
                || failure instanceof java.io.UncheckedIOException;
    }
}
