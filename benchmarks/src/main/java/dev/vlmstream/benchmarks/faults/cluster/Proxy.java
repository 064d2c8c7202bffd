package dev.vlmstream.benchmarks.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Stands before one broker and forwards what clients send; a {@link Cut} holds up or closes those of one process. */
final class Proxy implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final int target;
    private final ServerSocket server;
    private final List<Link> links = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();

    Proxy(int port, int target) {
        this.target = target;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at port " + port, e);
        }
        Link.daemon("proxy-" + port, this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                // Whose it is takes a look at the process; others need not wait for that.
                Link.daemon("proxy-opens", () -> open(client));
            } catch (IOException e) {
                // Closed, or a client that gave up.
            }
        }
    }

    private void open(Socket client) {
        try {
            Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
            add(link);
            link.start();
        } catch (IOException e) {
            Link.closeQuietly(client);
        }
    }

    private synchronized void add(Link link) {
        links.removeIf(Link::isClosed);
        links.add(link);
        cuts.stream().filter(cut -> cut.hits(link.clientPort())).findFirst().ifPresent(link::cut);
    }

    synchronized void begin(Cut cut) {
        cuts.add(cut);
        var ports = Sockets.localPorts(cut.pid().getAsLong());
        links.stream().filter(link -> ports.contains(link.clientPort())).forEach(link -> link.cut(cut));
    }

    synchronized void end(Cut cut) {
        cuts.remove(cut);
        links.forEach(link -> link.heal(cut));
    }

    @Override
    public synchronized void close() {
        try {
            server.close();
        } catch (IOException e) {
            // Nobody listens then, which is what was wanted.
        }
        for (Iterator<Link> each = links.iterator(); each.hasNext(); each.remove()) {
            each.next().close();
        }
    }
}
