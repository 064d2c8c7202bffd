package dev.vlmstream.cli.output;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/** How far something is: a bar on a terminal, else a line now and then. Written to standard error. */
public final class Progress {
    /** Shows nothing. */
    public static final Progress NONE = new Progress(new PrintWriter(Writer.nullWriter()), "", false);

    private static final int WIDTH = 28;
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final PrintWriter out;
    private final String what;
    private final boolean terminal;
    private long lastLine;
    private boolean shown;

    public Progress(PrintWriter out, String what) {
        this(out, what, Terminal.canBeDrawnOn());
    }

    Progress(PrintWriter out, String what, boolean terminal) {
        this.out = out;
        this.what = what;
        this.terminal = terminal;
        this.lastLine = System.nanoTime();
    }

    /** @param note a few words more, or nothing */
    public void show(long done, long total, String note) {
        if (terminal) {
            bar(done, total, note);
        } else if (done < total && System.nanoTime() - lastLine >= LINE_EVERY_NANOS) {
            lastLine = System.nanoTime();
            out.println(line(done, total, note));
        }
    }

    private void bar(long done, long total, String note) {
        int full = total == 0 ? WIDTH : (int) (WIDTH * Math.min(done, total) / total);
        String bar = "█".repeat(full) + "░".repeat(WIDTH - full);
        // Back to the start of the line, and clear what is left of a longer one.
        out.print("\r" + what + " " + bar + " " + counts(done, total) + note(note) + "\u001b[K");
        out.flush();
        shown = true;
    }

    /** The last state, kept. */
    public void finish(long done, long total, String note) {
        if (terminal && shown) {
            bar(done, total, note);
            out.println();
        } else {
            out.println(line(done, total, note));
        }
    }

    /** Leaves the bar's line, so that something else can be printed. */
    public void interrupt() {
        if (terminal && shown) {
            out.println();
        }
    }

    private String line(long done, long total, String note) {
        return line(what, done, total) + note(note);
    }

    /** A state in words, for whoever shows none as it changes. */
    public static String line(String what, long done, long total) {
        return what + ": " + counts(done, total);
    }

    private static String note(String note) {
        return note.isEmpty() ? "" : ", " + note;
    }

    private static String counts(long done, long total) {
        return String.format(Locale.ROOT, "%d of %d", done, total);
    }
}
