package dev.vlmstream.cli.output;

import java.io.Console;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Asks before something that is not easily undone. */
public final class Confirmation {
    private Confirmation() {}

    /**
     * @param yes whether it was answered on the command line
     * @return whether it is to be done
     * @throws ParameterException if it was not answered, and there is no terminal
     */
    public static boolean given(boolean yes, String question, CommandLine command) {
        if (yes) {
            return true;
        }
        Console console = System.console();
        String answer = console == null ? null : console.readLine("%s [y/N] ", question);
        if (answer == null) {
            throw new ParameterException(command, question + " (confirm with --yes if there is no terminal)");
        }
        return answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
