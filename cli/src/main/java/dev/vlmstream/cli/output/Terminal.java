package dev.vlmstream.cli.output;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether somebody sits before this process, and how much of a line they see. */
public final class Terminal {
    /** Whatever is printed fits into lines of that many characters. */
    public static final int LEAST_WIDTH = 60;

    /** picocli's own, which help obeys as well. */
    public static final String WIDTH = "picocli.usage.width";

    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ([1-9]\\d{0,8})\\s*");

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

    /** Characters of a line: as said, else as COLUMNS says, else the terminal's; without a terminal as many as one likes. */
    public static int width() {
        return number(System.getProperty(WIDTH))
                .or(() -> number(System.getenv("COLUMNS")))
                .or(() -> isInteractive() ? size().map(size -> size[1]) : Optional.empty())
                .map(width -> Math.max(width, LEAST_WIDTH))
                .orElse(UNLIMITED);
    }

    private static Optional<Integer> number(@Nullable String text) {
        return Optional.ofNullable(text)
                .filter(digits -> digits.matches("[1-9]\\d{0,8}"))
                .map(Integer::valueOf);
    }

    /** Rows and columns. Java knows no terminal's size; stty does. */
    public static Optional<int[]> size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Matcher size = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            return size.matches()
                    ? Optional.of(new int[] {Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))})
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
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
