package dev.vlmstream.benchmarks.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What a broken disk or a careless hand does to a service's state while the service is down. */
final class StateDamage {
    private static final int LONGEST = 256;

    private StateDamage() {}

    /** Deletes all below a directory, which stays itself. */
    static void delete(Path directory) {
        for (Path path : below(directory)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + path, e);
            }
        }
    }

    /** Overwrites some bytes of every second file, and cuts some files off. */
    static void corrupt(Path directory, Random random) {
        for (Path path : below(directory)) {
            if (Files.isRegularFile(path) && random.nextBoolean()) {
                corruptFile(path, random);
            }
        }
    }

    private static void corruptFile(Path path, Random random) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            int size = (int) Math.min(Integer.MAX_VALUE, file.length());
            if (size == 0) {
                return;
            }
            if (random.nextInt(4) == 0) {
                file.setLength(random.nextInt(size));
                return;
            }
            byte[] noise = new byte[1 + random.nextInt(Math.min(size, LONGEST))];
            random.nextBytes(noise);
            file.seek(random.nextInt(size - noise.length + 1));
            file.write(noise);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spoil " + path, e);
        }
    }

    /** Deepest first, in an order that is always the same. */
    private static List<Path> below(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> !path.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }
}
