package dev.vlmstream.cli.watch;

import dev.vlmstream.cli.output.Terminal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A terminal's second screen, drawn again each time, so that it can be resized; what was on the first one comes back. */
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
            // Where it does not say, the last size known stands.
            Terminal.size().filter(size -> size[0] > 0).ifPresent(size -> {
                rows = size[0];
                columns = size[1];
            });
        }
        return columns;
    }

    /**
     * Shows these lines and nothing else. Of more than there is room for the first are shown, and how many there are besides;
     * what is too long is cut off.
     *
     * @param below lines that stay
     */
    public synchronized void show(List<String> lines, List<String> below) {
        if (left) {
            return;
        }
        int width = columns();
        StringBuilder all = new StringBuilder(HOME);
        for (String line : fitting(lines, below, rows - 1)) {
            all.append(line, 0, Math.min(line.length(), width))
                    .append(CLEAR_LINE)
                    .append("\r\n");
        }
        out.print(all + CLEAR_BELOW);
        out.flush();
    }

    static List<String> fitting(List<String> lines, List<String> below, int most) {
        List<String> all = new ArrayList<>(lines);
        int room = Math.max(0, most - below.size());
        if (lines.size() > room) {
            int shown = Math.max(0, room - 1);
            all = new ArrayList<>(lines.subList(0, shown));
            all.add("… " + (lines.size() - shown) + " lines more");
        }
        all.addAll(below);
        return all.subList(0, Math.min(all.size(), most));
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
}
