package dev.vlmstream.benchmarks;

import dev.vlmstream.benchmarks.cases.Decode;
import dev.vlmstream.benchmarks.cases.Embed;
import dev.vlmstream.benchmarks.cases.EncoderPeers;
import dev.vlmstream.benchmarks.cases.Forms;
import dev.vlmstream.benchmarks.cases.Gpu;
import dev.vlmstream.benchmarks.cases.Growth;
import dev.vlmstream.benchmarks.cases.Idle;
import dev.vlmstream.benchmarks.cases.Latency;
import dev.vlmstream.benchmarks.cases.Likelihood;
import dev.vlmstream.benchmarks.cases.PageLoad;
import dev.vlmstream.benchmarks.cases.Peers;
import dev.vlmstream.benchmarks.cases.Preprocess;
import dev.vlmstream.benchmarks.cases.Push;
import dev.vlmstream.benchmarks.cases.Scoring;
import dev.vlmstream.benchmarks.cases.Verdicts;
import dev.vlmstream.benchmarks.faults.Faults;
import dev.vlmstream.benchmarks.overload.Overload;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Options.MissingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Measures and reports: progress to standard error, the table to standard output, details to {@code results}. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) {
        try {
            runAlone(Options.parse(arguments));
            System.exit(0);
        } catch (MissingException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(2);
        } catch (RuntimeException e) {
            System.err.println("benchmarks: " + e.getMessage());
            if (!(e instanceof IllegalArgumentException)) {
                e.printStackTrace();
            }
            System.exit(1);
        }
    }

    /** Two at once would measure each other, and share the data of a stack. */
    private static void runAlone(Options options) {
        Path file = options.home().resolve("benchmarks/target/lock");
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock == null) {
                    throw new IllegalArgumentException("another benchmark is running here; wait until it is done");
                }
                run(options);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    private static void run(Options options) {
        Path results = options.home().resolve("benchmarks/results");
        List<BenchmarkReport> reports = new ArrayList<>();
        for (String benchmark : options.benchmarks()) {
            double load = BenchmarkReport.load();
            System.err.printf("%s (load %.1f)%n", benchmark, load);
            BenchmarkReport report = measure(benchmark, options);
            report.write(results, load);
            reports.add(report);
        }
        System.out.print(BenchmarkReport.markdown(reports));
        System.err.println("details: " + results);
    }

    private static BenchmarkReport measure(String benchmark, Options options) {
        return switch (benchmark) {
            case "preprocess" -> Preprocess.measure(options);
            case "embed" -> options.peers().asked() ? EncoderPeers.measure(options) : Embed.measure(options);
            case "decode" -> options.peers().asked() ? Peers.measure(options) : Decode.measure(options);
            case "likelihood" -> Likelihood.measure(options);
            case "push" -> Push.measure(options);
            case "scoring" -> Scoring.measure(options);
            case "latency" -> Latency.measure(options);
            case "verdicts" -> Verdicts.measure(options);
            case "page" -> PageLoad.measure(options);
            case "gpu" -> Gpu.measure(options);
            case "idle" -> Idle.measure(options);
            case "faults" -> Faults.measure(options);
            case "growth" -> Growth.measure(options);
            case "overload" -> Overload.measure(options);
            case "forms" -> Forms.measure(options);
            default -> throw new IllegalArgumentException("no benchmark \"" + benchmark + "\"");
        };
    }
}
