package dev.vlmstream.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and where the help is; the help itself would push the message out of sight. */
final class WrongUse implements CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + message(wrong));
        err.println("`" + name + " --help` shows what it takes, with examples");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** An option that there is not is named as an unknown key of a manifest is. */
    private static String message(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched) || !unmatched.isUnknownOption()) {
            return wrong.getMessage();
        }
        String option = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        return "unknown option \"" + option + "\""
                + unmatched.getSuggestions().stream()
                        .findFirst()
                        .map(near -> "; did you mean \"" + near.replaceFirst("=.*", "") + "\"?")
                        .orElse("");
    }
}
