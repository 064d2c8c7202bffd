package dev.vlmstream.cli.stack;

import dev.vlmstream.cli.output.Terminal;
import dev.vlmstream.local.StackListener;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is said while a stack starts, and of its processes later: a line for each that is ready, dies or comes back, and what is
 * still waited for, on a terminal in one line that changes, else in a line now and then.
 */
public class StartLines implements StackListener {
    public static final String WAITING = "waiting for ";

    private static final int WIDTH = 79;
    private static final String PAGE = "scoring";
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean tellingPage;
    private final int width;
    private boolean drawn;
    private long lastLine = System.nanoTime();

    StartLines(PrintWriter out, boolean terminal, boolean tellingPage) {
        this.out = out;
        this.terminal = terminal;
        this.width = terminal ? Math.min(WIDTH, Terminal.width() - 1) : WIDTH;
        this.tellingPage = tellingPage;
    }

    /** @param tellingPage whether the page's address is shown as soon as there is a page */
    public StartLines(PrintWriter out, boolean tellingPage) {
        this(out, Terminal.canBeDrawnOn(), tellingPage);
    }

    @Override
    public void ready(String process, int port) {
        if (tellingPage && process.equals(PAGE)) {
            happened("live page: http://localhost:" + port + "/");
        }
    }

    @Override
    public synchronized void happened(String event) {
        clear();
        out.println(event);
    }

    @Override
    public synchronized void waiting(List<Waited> processes) {
        if (processes.isEmpty()) {
            clear();
        } else {
            still(text(processes));
        }
    }

    private static String text(List<Waited> processes) {
        String lacking = processes.stream()
                .filter(process -> !process.lacking().isEmpty())
                .map(process -> "; " + process.name() + ": " + process.lacking())
                .collect(Collectors.joining());
        return WAITING + processes.stream().map(Waited::name).collect(Collectors.joining(", ")) + ", "
                + processes.get(0).since().toSeconds() + " s" + lacking;
    }

    /** Shows what is waited for, if it is time for it. */
    public synchronized void still(String text) {
        if (terminal) {
            out.print("\r" + fitting(text) + "\u001b[K");
            out.flush();
            drawn = true;
        } else if (System.nanoTime() - lastLine >= LINE_EVERY_NANOS) {
            lastLine = System.nanoTime();
            out.println(text);
        }
    }

    /** A longer line would wrap, and could not be drawn over. */
    private String fitting(String text) {
        return text.length() > width ? text.substring(0, width - 1) + "…" : text;
    }

    private void clear() {
        if (drawn) {
            out.print("\r\u001b[K");
            out.flush();
            drawn = false;
        }
    }
}
