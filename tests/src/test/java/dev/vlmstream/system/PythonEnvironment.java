package dev.vlmstream.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** An interpreter with pinned packages, made once below {@code target}, whichever test process comes first; a test that cannot have one is skipped with the reason. */
final class PythonEnvironment {
    private PythonEnvironment() {}

    /**
     * The interpreter of an environment with the packages of a file.
     *
     * @param requirements as pip reads them
     */
    static Path with(Path requirements) throws IOException, InterruptedException {
        String digest =
                Emoji.sha256(all(requirements).getBytes(StandardCharsets.UTF_8)).substring(0, 12);
        Path directory = Path.of("target", "python-" + digest).toAbsolutePath();
        Path python = directory.resolve("bin/python");
        Path done = directory.resolve("installed");
        Files.createDirectories(directory.getParent());
        try (FileChannel file = FileChannel.open(
                        directory.resolveSibling(directory.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (!Files.exists(done)) {
                Tool.assumeDone(Path.of("."), List.of("python3", "-m", "venv", directory.toString()));
                Tool.assumeDone(
                        Path.of("."),
                        List.of(
                                python.toString(),
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--disable-pip-version-check",
                                // It would compile all modules, of which a test imports few.
                                "--no-compile",
                                "-r",
                                requirements.toAbsolutePath().toString()));
                Files.createFile(done);
            }
        }
        return python;
    }

    /** The file, with those that it includes. */
    private static String all(Path requirements) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line : Files.readAllLines(requirements)) {
            all.append(line.startsWith("-r ") ? all(requirements.resolveSibling(line.substring(3))) : line + "\n");
        }
        return all.toString();
    }
}
