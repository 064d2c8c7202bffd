package dev.vlmstream.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one benchmark found.
 *
 * @param benchmark its name; with the model, where the settings name one, that of its file
 * @param settings what it was run with, and what else readers should know
 */
public record BenchmarkReport(
        String benchmark, Map<String, Object> settings, List<Comparison> comparisons, List<String> tables) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String HEAD = "| what | ours | yardstick | ratio | goal |\n|---|---|---|---|---|\n";

    public BenchmarkReport {
        settings = new LinkedHashMap<>(settings);
        comparisons = List.copyOf(comparisons);
        tables = List.copyOf(tables);
    }

    /** A report of comparisons alone. */
    public static BenchmarkReport of(String benchmark, Map<String, Object> settings, List<Comparison> comparisons) {
        return new BenchmarkReport(benchmark, settings, comparisons, List.of());
    }

    /** All comparisons in one table, then the tables that are none. */
    public static String markdown(List<BenchmarkReport> reports) {
        StringBuilder text = new StringBuilder();
        List<Comparison> rows = new ArrayList<>();
        reports.forEach(report -> rows.addAll(report.comparisons));
        if (!rows.isEmpty()) {
            text.append(HEAD);
            rows.forEach(row -> text.append(row.markdown()).append('\n'));
        }
        reports.forEach(
                report -> report.tables.forEach(table -> text.append('\n').append(table)));
        return text.toString();
    }

    /**
     * Writes {@code benchmark.json} or {@code benchmark-model.json}.
     *
     * @param loadBefore the machine's load before the benchmark began: above a few tenths it was not alone
     */
    public void write(Path directory, double loadBefore) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("benchmark", benchmark);
        json.put("at", Instant.now().toString());
        json.put("loadBefore", loadBefore);
        json.put("machine", machine());
        json.put("settings", settings);
        json.put("comparisons", comparisons.stream().map(Comparison::json).toList());
        json.put("tables", tables);
        try {
            Files.createDirectories(directory);
            JSON.writeValue(directory.resolve(file()).toFile(), json);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the results to " + directory, e);
        }
    }

    private String file() {
        return benchmark + (settings.containsKey("model") ? "-" + settings.get("model") : "") + ".json";
    }

    /** Runnable processes, averaged over the last minute; negative where the system does not tell. */
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", cpu());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", System.getProperty("java.vm.version"));
        return machine;
    }

    private static String cpu() {
        try {
            if (Files.isReadable(CPU_INFO)) {
                return Files.readAllLines(CPU_INFO).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        } catch (IOException e) {
            // The name is for readers alone; the architecture says something, too.
        }
        return System.getProperty("os.arch");
    }
}
