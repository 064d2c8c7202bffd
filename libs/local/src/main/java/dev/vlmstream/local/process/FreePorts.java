package dev.vlmstream.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Ports that nobody listens on. They lie below those that operating systems give to outgoing connections (32768 and up on
 * Linux, 49152 and up on macOS and Windows): between the choice and the moment a process listens, seconds pass, and any
 * client on the machine could be given such a port meanwhile. They are handed out one after the other, from a place that
 * depends on this process, so that two stacks that start at the same time choose differently.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int END = 32_768;
    /** The golden section of the range, which takes processes that were started one after the other farthest from each other. */
    private static final long SPREAD = 7_891;

    private static final int CONNECT_MS = 2_000;

    private static int next = FIRST + (int) (ProcessHandle.current().pid() * SPREAD % (END - FIRST));

    private FreePorts() {}

    /** One that this process is told again only when it was told all others. */
    public static synchronized int any() {
        for (int i = FIRST; i < END; i++) {
            int port = next;
            next = port + 1 < END ? port + 1 : FIRST;
            if (isFree(port)) {
                return port;
            }
        }
        return fromTheSystem();
    }

    private static int fromTheSystem() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on this machine: " + e.getMessage(), e);
        }
    }

    /** Whether a service can listen there. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether somebody takes connections there, without being in the way of one who is about to. */
    public static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), CONNECT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
