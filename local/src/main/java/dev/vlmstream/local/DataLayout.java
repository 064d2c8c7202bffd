package dev.vlmstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The layout of a data directory, a number in its file {@code layout}. A release that changes what a stack keeps there counts it up;
 * a directory of another layout is refused, since what is in it would be misread.
 */
final class DataLayout {
    private static final String CURRENT = "1";
    private static final String FILE = "layout";
    private static final String UNRECORDED = "not recorded";

    private DataLayout() {}

    /**
     * Records the layout of a directory in which no stack has been yet.
     *
     * @throws StackException if the directory has another layout
     */
    static void ensure(Path data) {
        require(data);
        try {
            Files.writeString(data.resolve(FILE), CURRENT + "\n");
        } catch (IOException e) {
            throw new StackException("cannot write " + data.resolve(FILE) + ": " + e, e);
        }
    }

    /** @throws StackException if a stack has been in the directory whose layout is another one */
    static void require(Path data) {
        String found = of(data);
        if (!found.equals(CURRENT)) {
            throw new StackException(data + " was written by another version of VLM Stream (its layout is " + found
                    + ", this version's is " + CURRENT
                    + "): use it with that version, choose another --data, or delete it to begin with nothing");
        }
    }

    private static String of(Path data) {
        try {
            return Files.readString(data.resolve(FILE)).strip();
        } catch (NoSuchFileException e) {
            boolean used = Stream.of(BrokerCommand.DIRECTORY, StackConfig.STATE)
                    .map(data::resolve)
                    .anyMatch(Files::exists);
            return used ? UNRECORDED : CURRENT;
        } catch (IOException e) {
            throw new StackException("cannot read " + data.resolve(FILE) + ": " + e, e);
        }
    }
}
