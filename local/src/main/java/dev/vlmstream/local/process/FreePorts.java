package dev.vlmstream.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on. They lie below those that operating systems give to outgoing connections (32768 and up on
 * Linux, 49152 and up on macOS and Windows): between the choice and the moment a process listens, seconds pass, and any
 * client on the machine could be given such a port meanwhile.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int END = 32_768;
    private static final int ATTEMPTS = 1_000;
    private static final int REMEMBERED = 4_096;

    /** What this process was told lately, oldest first: whoever asked may not listen yet. */
    private static final Set<Integer> HANDED_OUT = new LinkedHashSet<>();

    private FreePorts() {}

    /** One that this process has not been told lately. */
    public static synchronized int any() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (!HANDED_OUT.contains(port) && isFree(port)) {
                remember(port);
                return port;
            }
        }
        return fromTheSystem();
    }

    private static void remember(int port) {
        HANDED_OUT.add(port);
        if (HANDED_OUT.size() > REMEMBERED) {
            HANDED_OUT.remove(HANDED_OUT.iterator().next());
        }
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

    /** That port if it is free, else any. */
    public static int preferring(int port) {
        return isFree(port) ? port : any();
    }
}
