package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.benchmarks.workload.Waiting;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the demo's stack costs while nobody asks anything of it. */
public final class Idle {
    /** What loading models leaves free goes back after a minute. */
    private static final Duration SETTLE = Duration.ofSeconds(70);

    private static final Duration WATCH = Duration.ofSeconds(30);
    private static final double MEGABYTE = 1e6;

    private Idle() {}

    /** A process: its share of one core in percent, and the memory it holds in MB. */
    private record Cost(String process, double percent, double megabytes) {
        String row() {
            return String.format(Locale.ROOT, "| %s | %.1f %% | %.0f MB |\n", process, percent, megabytes);
        }
    }

    public static BenchmarkReport measure(Options options) {
        Path models = options.home().resolve("demo/models");
        try (LocalStack stack = LocalStack.start(FreshStacks.fresh(options, "idle")
                .withModels(
                        List.of(models.resolve("emoji-clip"), models.resolve("emoji-classifier")),
                        List.of(models.resolve("emoji-vlm"), models.resolve("emoji-vlm-finetuned"))))) {
            ProgressLog.say("letting the stack settle, then watching it: "
                    + SETTLE.plus(WATCH).toSeconds() + " s");
            Waiting.pause(SETTLE);
            return report(watch(stack));
        }
    }

    private static List<Cost> watch(LocalStack stack) {
        List<ServiceStatus> services = stack.services();
        List<Duration> before =
                services.stream().map(service -> processorTime(service.pid())).toList();
        long begun = System.nanoTime();
        Waiting.pause(WATCH);
        double seconds = (System.nanoTime() - begun) / 1e9;
        List<Cost> costs = new ArrayList<>();
        List<ServiceStatus> after = stack.services();
        for (int i = 0; i < services.size(); i++) {
            ServiceStatus service = after.get(i);
            if (service.pid() != services.get(i).pid()) {
                throw new IllegalStateException(
                        service.name() + " died while the stack was idle; see " + service.log());
            }
            Duration spent = processorTime(service.pid()).minus(before.get(i));
            costs.add(new Cost(service.name(), spent.toNanos() / 1e7 / seconds, service.residentBytes() / MEGABYTE));
        }
        return costs;
    }

    /** User and system time, on Linux from {@code /proc/PID/stat}. */
    private static Duration processorTime(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(
                        () -> new IllegalStateException("process " + pid + " has no processor time; has it ended?"));
    }

    private static BenchmarkReport report(List<Cost> costs) {
        Cost total = new Cost(
                "all",
                costs.stream().mapToDouble(Cost::percent).sum(),
                costs.stream().mapToDouble(Cost::megabytes).sum());
        StringBuilder table = new StringBuilder("| idle process | of one core | resident memory |\n|---|---|---|\n");
        costs.forEach(cost -> table.append(cost.row()));
        table.append(total.row());
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("seconds", WATCH.toSeconds());
        settings.put("costs", costs);
        settings.put("total", total);
        settings.put("goal", "near 0 % of a core, under 3000 MB");
        return new BenchmarkReport("idle", settings, List.of(), List.of(table.toString()));
    }
}
