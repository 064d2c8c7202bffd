package dev.vlmstream.cli.watch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A terminal's second screen, drawn anew each time, so that it can be resized; what was on the first one comes back. */
public final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final long ASK_FOR_SIZE_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter out;
    private final Thread atExit = new Thread(this::leave, "screen");
    private boolean left;
    private int rows = 24;
    private int columns = 80;
    private long sizeAskedAt = System.nanoTime() - 2 * ASK_FOR_SIZE_EVERY;

    private Screen(PrintWriter out) {
        this.out = out;
    }

    /** Whether this process writes to a terminal that knows how to be drawn on. */
    public static boolean isThere() {
        String term = System.getenv("TERM");
        return System.console() != null && term != null && !term.equals("dumb");
    }

    public static Screen open(PrintWriter out) {
        Screen screen = new Screen(out);
        // Ctrl-C.
        Runtime.getRuntime().addShutdownHook(screen.atExit);
        out.print(ENTER);
        out.flush();
        return screen;
    }

    /** The width to be filled. */
    public int columns() {
        if (System.nanoTime() - sizeAskedAt > ASK_FOR_SIZE_EVERY) {
            sizeAskedAt = System.nanoTime();
            askForSize();
        }
        return columns;
    }

    /** Shows these lines and nothing else; what does not fit is cut off. */
    public synchronized void show(List<String> lines) {
        if (left) {
            return;
        }
        int width = columns();
        StringBuilder all = new StringBuilder(HOME);
        for (int i = 0; i < Math.min(lines.size(), rows - 1); i++) {
            String line = lines.get(i);
            all.append(line, 0, Math.min(line.length(), width))
                    .append(CLEAR_LINE)
                    .append("\r\n");
        }
        out.print(all + CLEAR_BELOW);
        out.flush();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook is at work.
        }
        leave();
    }

    private synchronized void leave() {
        if (!left) {
            left = true;
            out.print(LEAVE);
            out.flush();
        }
    }

    private void askForSize() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                    .redirectErrorStream(true)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split(" ");
            if (size.length == 2 && !size[0].equals("0")) {
                rows = Integer.parseInt(size[0]);
                columns = Integer.parseInt(size[1]);
            }
        } catch (IOException | NumberFormatException e) {
            // The last size known stands.
        }
    }
}
