package dev.vlmstream.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The layout of a data directory, a number in its file {@code layout}. A release that changes what a stack keeps there counts it up;
 * a directory of another layout is refused, since what is in it would be misread.
 */
public final class DataLayout {
    static final String CURRENT = "1";
    private static final String FILE = "layout";

    /** Names of all that a stack leaves in a data directory. */
    public static final Set<String> PARTS = Set.of(
            FILE,
            InstallationName.FILE,
            DataLock.FILE,
            DataLock.STARTING,
            StackState.FILE,
            StackState.FILE + StackState.NEW,
            BrokerCommand.DIRECTORY,
            StackConfig.STATE,
            StackConfig.TEMPORARY,
            StackConfig.LOGS,
            StackConfig.IMAGES,
            StackConfig.DTYPES);

    private static final String UNRECORDED = "not recorded";

    private DataLayout() {}

    /**
     * Records the layout of a directory in which no stack has been yet.
     *
     * @throws StackException if the directory has another layout
     */
    static void ensure(Path data) {
        require(data);
        Path file = data.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                StackState.replace(file, (CURRENT + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e, e);
        }
    }

    /** @throws StackException if a stack has been in the directory whose layout is another one */
    static void require(Path data) {
        String found = of(data);
        if (!found.equals(CURRENT)) {
            throw new StackException(data + " was written by another version of VLM Stream (its layout is " + found
                    + ", this version's is " + CURRENT
                    + "): use it with that version, choose another --data, or delete it to start empty");
        }
    }

    private static String of(Path data) {
        if (Files.isRegularFile(data)) {
            throw new StackException(data + " is a file, and --data names a directory");
        }
        try {
            return Files.readString(data.resolve(FILE)).strip();
        } catch (NoSuchFileException e) {
            boolean used = hasFiles(data.resolve(BrokerCommand.DIRECTORY)) || hasFiles(data.resolve(StackConfig.STATE));
            return used ? UNRECORDED : CURRENT;
        } catch (IOException e) {
            throw new StackException("cannot read " + data.resolve(FILE) + ": " + e, e);
        }
    }

    /** Directories alone are no sign of a stack: a volume may be mounted there before the first start. */
    private static boolean hasFiles(Path directory) {
        AtomicBoolean found = new AtomicBoolean();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.set(true);
                    return FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new StackException("cannot read " + directory + ": " + e, e);
        }
        return found.get();
    }
}
