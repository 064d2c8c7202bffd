package dev.vlmstream.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Says what is wrong with a command line, and where the help is; the help itself would push the message out of sight. */
final class WrongUse implements CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + UsageMessage.of(wrong));
        err.println("`" + name + " --help` shows what it takes, with examples");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
