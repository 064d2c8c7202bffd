package dev.vlmstream.cli.stack;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import org.jspecify.annotations.Nullable;

/** A stack of this process's own. */
public final class OwnStack implements AutoCloseable {
    private final LocalStack stack;
    private final StackConfig config;

    private OwnStack(LocalStack stack, StackConfig config) {
        this.stack = stack;
        this.config = config;
    }

    /**
     * Starts it.
     *
     * @param port wish for the page; null takes {@link Stacks#PORT} if it is free
     * @param lines told what happens to the processes
     */
    public static OwnStack start(StackConfig wanted, @Nullable Integer port, StartLines lines) {
        StackConfig config = port == null ? wanted.preferringPort(Stacks.PORT) : wanted.withPort(port);
        return new OwnStack(LocalStack.start(config, lines), config);
    }

    public LocalStack stack() {
        return stack;
    }

    public StackConfig config() {
        return config;
    }

    @Override
    public void close() {
        stack.close();
    }
}
