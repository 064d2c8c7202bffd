package dev.vlmstream.cli.output;

import java.io.Console;

/** Whether somebody sits before this process. */
public final class Terminal {
    private Terminal() {}

    /** Whether it reads from a terminal and writes to one. */
    public static boolean isInteractive() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Whether it can also be drawn on: moving the cursor, clearing lines. */
    public static boolean canBeDrawnOn() {
        String term = System.getenv("TERM");
        return isInteractive() && term != null && !term.equals("dumb");
    }

    /** From Java 22 on there is a console without a terminal, too, and a method to tell them apart; before it there is none. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
