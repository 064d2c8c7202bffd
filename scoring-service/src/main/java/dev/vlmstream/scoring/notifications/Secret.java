package dev.vlmstream.scoring.notifications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the configuration names by where it is, and which is in no log, message or event. */
final class Secret {
    private Secret() {}

    /**
     * Reads it.
     *
     * @param setting whose value names it
     * @param place a variable of the environment, or a file's absolute path
     * @throws IllegalArgumentException if it is not there
     */
    static String read(String setting, String place, Map<String, String> environment) {
        String secret = place.startsWith("/") ? file(setting, Path.of(place)) : environment.get(place);
        if (secret == null || secret.isBlank()) {
            throw new IllegalArgumentException(setting + " names " + place + ", which "
                    + (place.startsWith("/") ? "is empty" : "is no variable of the environment"));
        }
        return secret.strip();
    }

    private static String file(String setting, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " names " + file + ", which cannot be read", e);
        }
    }
}
