package dev.vlmstream.cli.stack;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations of local stacks. */
public final class Stacks {
    /** Where the page is, unless that port is taken or another is given. */
    public static final int PORT = 8080;

    /** What a stack in the background says, below its data directory. */
    public static final String SUPERVISOR_LOG = "logs/supervisor.log";

    private Stacks() {}

    /** A stack in which those bundles answer, each in the service for its kind. */
    public static StackConfig of(Path data, List<ModelBundle> models) {
        return StackConfig.of(Installation.home(), data)
                .withModels(directories(models, false), directories(models, true))
                .withJudges(models.stream()
                        .filter(model -> model.kind() == ModelKind.SENTENCE_ENCODER)
                        .map(ModelBundle::directory)
                        .toList())
                .withBases(bases(models));
    }

    /** The bundles that overlays among these are over. */
    public static List<Path> bases(List<ModelBundle> models) {
        return models.stream()
                .flatMap(model -> model.base().stream())
                .distinct()
                .toList();
    }

    private static List<Path> directories(List<ModelBundle> models, boolean text) {
        return models.stream()
                .filter(model -> model.kind() != ModelKind.SENTENCE_ENCODER)
                .filter(model -> model.kind().answersInText() == text)
                .map(ModelBundle::directory)
                .toList();
    }

    /** A stack of this process's own. */
    public static final class OwnStack implements AutoCloseable {
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
}
