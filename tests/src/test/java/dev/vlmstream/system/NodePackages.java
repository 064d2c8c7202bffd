package dev.vlmstream.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A project of Node's with its locked packages, copied below {@code target}; a test that cannot have one is skipped with the reason. */
final class NodePackages {
    private NodePackages() {}

    /** The copy of a project, in which {@code npm ci} was run. */
    static Path of(Path project) throws IOException, InterruptedException {
        Path lock = project.resolve("package-lock.json");
        String digest = Emoji.sha256(Files.readAllBytes(lock)).substring(0, 12);
        // As deep below the project as the original is: its modules find the schemas by their place.
        Path copy = Home.DIRECTORY.resolve("tests/target/node-" + digest);
        Files.createDirectories(copy);
        try (var files = Files.list(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path done = copy.resolve("installed");
        if (!Files.exists(done)) {
            Tool.assumeDone(copy, List.of("node", "--version"));
            Tool.assumeDone(copy, List.of("npm", "ci"));
            Files.createFile(done);
        }
        return copy;
    }
}
