package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.items.ItemLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An export's lines in a temporary file: which columns occur is known only after the last one, and a run that is still running
 * would be another one when it is asked for again.
 */
final class SpooledLines implements AutoCloseable {
    private final Path file;

    private SpooledLines(Path file) {
        this.file = file;
    }

    /**
     * Fetches the lines of a run.
     *
     * @param model only this one's; null: all
     * @param seen is told each line on its way
     */
    static SpooledLines of(ScoringClient client, String run, @Nullable String model, Consumer<ItemLine> seen)
            throws IOException {
        Path file = Files.createTempFile(".vlmstream-export-", ".part");
        // Also where the command is interrupted.
        file.toFile().deleteOnExit();
        SpooledLines spooled = new SpooledLines(file);
        try (Writer out = Files.newBufferedWriter(file)) {
            client.export(run, (line, json) -> {
                if (model == null || line.model().equals(model)) {
                    seen.accept(line);
                    spooled.write(out, json);
                }
            });
            return spooled;
        } catch (IOException | RuntimeException e) {
            spooled.close();
            throw e;
        }
    }

    private void write(Writer out, String json) {
        try {
            out.write(json);
            out.write('\n');
        } catch (IOException e) {
            throw new CommandFailure(
                    "the run's lines could not be kept in " + file.getParent() + ": " + e.getMessage()
                            + "; is the disk full?",
                    e);
        }
    }

    void each(Consumer<ItemLine> rows) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String json = in.readLine(); json != null; json = in.readLine()) {
                rows.accept(ScoringClient.exported(json));
            }
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
