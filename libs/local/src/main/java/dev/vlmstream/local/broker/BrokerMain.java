package dev.vlmstream.local.broker;

import dev.vlmstream.local.process.ParentPipe;
import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.local.process.RotatingFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The broker's process: {@code BrokerMain DIRECTORY PORT CONTROLLER-PORT LOG BYTES FILES}; ends when its standard input does. What
 * it logs goes to this many files of this many bytes.
 */
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 6) {
            throw new IllegalArgumentException("usage: BrokerMain DIRECTORY PORT CONTROLLER-PORT LOG BYTES FILES");
        }
        ParentPipe.exitWhenClosed();
        LogLimit limit = new LogLimit(Long.parseLong(args[4]), Integer.parseInt(args[5]));
        // SLF4J's simple logger, which nothing has used yet, writes to standard error.
        System.setErr(new PrintStream(new RotatingFile(Path.of(args[3]), limit), true, StandardCharsets.UTF_8));
        try {
            run(new BrokerSettings(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2])));
        } catch (Exception e) {
            e.printStackTrace();
            System.err.println("the broker cannot run: " + e.getMessage());
            // Threads that it has started already would keep the process alive.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(BrokerSettings settings) throws Exception {
        Broker broker = Broker.start(settings.properties());
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
        broker.awaitShutdown();
    }
}
