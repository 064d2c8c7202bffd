package dev.vlmstream.cli.stack;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.cluster.DiskRoom;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Configurations of local stacks. */
public final class Stacks {
    /** Where a data directory's first stack has its page, Kafka and ingest, each unless that port is taken; later ones have the same. */
    private static final int PAGE = 8080;

    private static final int KAFKA = 9092;
    private static final int INGEST = 8101;

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

    /** @throws CommandFailure if the disk of a data directory is full: no stack can start there */
    public static void requireRoom(Path data) {
        DiskRoom disk = DiskRoom.of(data);
        if (disk.isFull()) {
            throw new CommandFailure(String.format(
                    Locale.ROOT,
                    "nothing is started: the disk of %s is full: %,d bytes are free; make room on it first",
                    data,
                    disk.free()));
        }
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

    /**
     * Starts a stack of this process's own.
     *
     * @param port wish for the page; null takes that of the last start, or the usual one, if it is free; with 0 Kafka and ingest listen at any, too
     * @param lines told what happens to the processes
     */
    public static LocalStack start(StackConfig wanted, @Nullable Integer port, StartLines lines) {
        requireRoom(wanted.data());
        StackConfig usual = wanted.preferringPorts(PAGE, KAFKA, INGEST);
        return LocalStack.start(port == null ? usual : port == 0 ? wanted : usual.withPort(port), lines);
    }
}
