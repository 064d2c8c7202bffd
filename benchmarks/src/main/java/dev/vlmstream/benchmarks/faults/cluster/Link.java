package dev.vlmstream.benchmarks.faults.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** One connection of a client to a broker: two threads that forward, each in its direction. */
final class Link implements Closeable {
    private static final int CHUNK = 64 * 1024;
    private static final long STACK_BYTES = 256 * 1024;

    private final Socket client;
    private final Socket broker;
    private @Nullable Cut cut;

    Link(Socket client, Socket broker) throws IOException {
        this.client = client;
        this.broker = broker;
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
    }

    void start() {
        daemon("to-broker", () -> forward(client, broker));
        daemon("to-client", () -> forward(broker, client));
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    int clientPort() {
        return client.getPort();
    }

    private void forward(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try (this) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                awaitOpen();
                out.write(chunk, 0, read);
            }
            // That the other side ended is not told before the cut is over either.
            awaitOpen();
        } catch (IOException e) {
            // Reset by one side: the other is told by closing, too.
        }
    }

    private synchronized void awaitOpen() throws IOException {
        while (cut != null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    synchronized void cut(Cut by) {
        if (by.manner() == Cut.Manner.CLOSES) {
            close();
        } else {
            cut = by;
        }
    }

    synchronized void heal(Cut by) {
        if (cut != by) {
            return;
        }
        if (by.manner() == Cut.Manner.HANGS_THEN_RESETS) {
            close();
        }
        cut = null;
        notifyAll();
    }

    boolean isClosed() {
        return client.isClosed();
    }

    @Override
    public void close() {
        closeQuietly(client);
        closeQuietly(broker);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use in either case.
        }
    }
}
