package dev.vlmstream.streaming.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks NVML about a GPU by the program that comes with NVIDIA's driver. */
final class NvidiaSmi {
    static final String PROGRAM = "nvidia-smi";
    private static final double MEBIBYTE = 1 << 20;
    private static final int FIELDS = 3;

    private final List<String> command;
    private final Duration patience;

    /**
     * @param device as CUDA counts
     * @param visible what CUDA_VISIBLE_DEVICES lists, which is all that CUDA counts; null without it
     * @param patience how long an answer may take
     */
    NvidiaSmi(String program, int device, @Nullable String visible, Duration patience) {
        this.command = List.of(
                program,
                "--id=" + id(device, visible),
                "--query-gpu=memory.used,memory.total,utilization.gpu",
                "--format=csv,noheader,nounits");
        this.patience = patience;
    }

    /** Numbers or UUIDs; this program takes both. */
    private static String id(int device, @Nullable String visible) {
        String[] listed = visible == null || visible.isBlank() ? new String[0] : visible.split(",");
        return device < listed.length ? listed[device].strip() : String.valueOf(device);
    }

    /** Empty if there is no such program or GPU, or no answer. Returns only when the program has ended. */
    Optional<Reading> read() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                // One that hangs in the driver cannot be killed; a second one would hang there, too.
                process.waitFor();
                return Optional.empty();
            }
            byte[] answer = process.getInputStream().readAllBytes();
            return process.exitValue() == 0 ? parse(new String(answer, StandardCharsets.US_ASCII)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Reading> parse(String answer) {
        String[] fields = answer.strip().split("\\s*,\\s*");
        return fields.length != FIELDS
                ? Optional.empty()
                : Optional.of(new Reading(
                        number(fields[0]) * MEBIBYTE, number(fields[1]) * MEBIBYTE, number(fields[2]) / 100));
    }

    /** Parts of a GPU, for one, have no utilisation: {@code [N/A]}. */
    private static double number(String field) {
        return field.matches("\\d{1,9}") ? Integer.parseInt(field) : Double.NaN;
    }

    /**
     * What a GPU says of itself, all processes together; what it does not tell is NaN.
     *
     * @param utilisation how much of the time something was computed, 0 to 1
     */
    record Reading(double usedBytes, double totalBytes, double utilisation) {
        static final Reading UNKNOWN = new Reading(Double.NaN, Double.NaN, Double.NaN);
    }
}
