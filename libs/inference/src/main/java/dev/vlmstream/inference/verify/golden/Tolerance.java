package dev.vlmstream.inference.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code golden.json}: how far correct numbers may be from the recorded ones. */
public final class Tolerance {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "golden.json";
    private static final String KEY = "tolerance";

    private Tolerance() {}

    /**
     * The recorded tolerance; that of fp32 where none is recorded.
     *
     * @throws BundleException unless the tolerance is above 0 and below 1
     */
    public static double of(Path goldens) {
        Path file = goldens.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return ReportBuilder.FLOATS;
        }
        try {
            JsonNode tolerance = JSON.readTree(file.toFile()).path(KEY);
            if (!(tolerance.isNumber() && tolerance.asDouble() > 0 && tolerance.asDouble() < 1)) {
                throw new BundleException(
                        file + ": " + KEY + " is " + tolerance + ", must be a number above 0 and below 1");
            }
            return tolerance.asDouble();
        } catch (IOException e) {
            throw new BundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
