package dev.vlmstream.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.demo.RemedyOptions.Python;
import dev.vlmstream.cli.output.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of tools/train: what it tells on its standard output, a line a checkpoint, while it is running. */
final class Training implements AutoCloseable {
    private static final int LAST_LINES = 5;
    private static final long PARTING_SECONDS = 10;

    private final Process process;
    private final BufferedReader lines;
    private final Path log;

    private Training(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * @param log gets what it says besides
     * @param threads that it may compute with
     */
    static Training start(Python python, List<String> arguments, Path log, int threads) throws IOException {
        ProcessBuilder command = new ProcessBuilder(python.training(arguments)).redirectError(log.toFile());
        // Else torch takes all cores, and the models that answer meanwhile get none.
        command.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        return new Training(command.start(), log);
    }

    /**
     * Waits for its next line; empty at its end.
     *
     * @throws CommandFailure if it ends otherwise than by having done its work
     */
    Optional<TrainedStep> next() throws IOException, InterruptedException {
        String line = lines.readLine();
        if (line != null) {
            return Optional.of(read(line));
        }
        int status = process.waitFor();
        if (status != 0) {
            List<String> said = Files.readAllLines(log);
            throw new CommandFailure("the training ended with status " + status + ": "
                    + String.join("\n", said.subList(Math.max(0, said.size() - LAST_LINES), said.size()))
                    + "\nits output is in " + log);
        }
        return Optional.empty();
    }

    private static TrainedStep read(String line) {
        try {
            return Json.MAPPER.readValue(line, TrainedStep.class);
        } catch (JsonProcessingException e) {
            throw new CommandFailure("tools/train printed an unexpected line: " + line, e);
        }
    }

    /** Ends it, wherever it is. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(PARTING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        lines.close();
    }

    /**
     * A line that tools/train writes.
     *
     * @param step 0: the training begins
     * @param steps how many there will be; null but in the first line
     * @param loss mean since the line before; null in the first line
     * @param bundle directory of the checkpoint; null in the first line
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record TrainedStep(
            long step,
            @Nullable Long steps,
            @Nullable Double loss,
            @Nullable String bundle) {}
}
