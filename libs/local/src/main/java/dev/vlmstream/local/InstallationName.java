package dev.vlmstream.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name of the installation in a data directory, by which it knows its topics again, wherever the directory is moved. It says
 * where it was made, and is unique: machines are copied, and share host names.
 */
final class InstallationName {
    static final String FILE = "installation";
    private static final int UNIQUE = 8;

    private InstallationName() {}

    /** That of a directory; made, if no stack has been in it. */
    static String of(Path data) {
        Path file = data.resolve(FILE);
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return make(data, file);
        } catch (IOException e) {
            throw new StackException("cannot read " + file + ": " + e, e);
        }
    }

    private static String make(Path data, Path file) {
        String name = System.getProperty("user.name") + "@" + host() + ":" + data + "#"
                + UUID.randomUUID().toString().substring(0, UNIQUE);
        try {
            StackState.replace(file, (name + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e, e);
        }
        return name;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
