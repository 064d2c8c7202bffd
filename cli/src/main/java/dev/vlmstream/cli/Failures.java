package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.output.WhenStopped;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.inference.InferenceException;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.local.StackException;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.schemas.cluster.ClusterException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tells people what went wrong, in words; the trace is for those who ask. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    private final Main main;

    Failures(Main main) {
        this.main = main;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (WhenStopped.isStopped()) {
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        err.println(command.getCommandSpec().qualifiedName() + ": " + words(failure));
        if (main.verbose()) {
            failure.printStackTrace(err);
        }
        return failure instanceof WrongValue
                ? command.getCommandSpec().exitCodeOnInvalidInput()
                : command.getCommandSpec().exitCodeOnExecutionException();
    }

    private String words(Exception failure) {
        if (failure instanceof UncheckedIOException wrapper) {
            return words(wrapper.getCause());
        }
        if (failure instanceof FileSystemException of && of.getReason() == null) {
            return ofFile(of);
        }
        String message = failure.getMessage();
        if (isExpected(failure) && message != null) {
            return message;
        }
        return "unexpected " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                + (main.verbose() ? "" : " (--verbose shows where)");
    }

    /** The file system's own messages are mere paths. */
    private static String ofFile(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file: " + failure.getFile();
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission to read or write " + failure.getFile();
        }
        return failure instanceof FileAlreadyExistsException
                ? failure.getFile() + " is a file, where a folder is needed"
                : failure.getFile() + " cannot be used (" + failure.getClass().getSimpleName() + ")";
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof CommandFailure
                || failure instanceof StackException
                || failure instanceof ClusterException
                || failure instanceof BundleException
                || failure instanceof DatasetException
                || failure instanceof DownloadException
                || failure instanceof ImageException
                || failure instanceof InferenceException
                || failure instanceof StoreException
                || failure instanceof IllegalArgumentException
                || failure instanceof java.io.IOException;
    }

    /** Says what is wrong with a command line, and where the help is; the help itself would push the message out of sight. */
    static int wrongUse(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + UsageMessage.of(wrong));
        err.println("`" + name + " --help` shows what it takes, with examples");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
