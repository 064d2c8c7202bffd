package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a test writes with {@code -Ddocs.write=true}, and compares otherwise. */
public final class WrittenFile {
    private WrittenFile() {}

    public static void check(Path file, String text, Class<?> by) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as("%s is not what it is made of; write it with -Dtest=%s -Ddocs.write=true", file, by.getSimpleName())
                .isEqualTo(text);
    }
}
