package dev.vlmstream.cli.lmmseval;

import dev.vlmstream.rest.runs.RunDetails;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What a run is called in lmms-eval's files.
 *
 * @param name the benchmark, else the dataset, and its split
 * @param date when the run was created, UTC: an export that is made again has the same names
 */
record LmmsEvalTask(RunDetails run, String name, String date) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    static LmmsEvalTask of(RunDetails run) {
        String data = run.benchmark() == null ? run.dataset() : run.benchmark();
        String name = run.split() == null ? data : data + "_" + run.split();
        return new LmmsEvalTask(
                run,
                name.replaceAll("[^\\w.-]+", "_"),
                DATE.format(Instant.ofEpochMilli(run.createdAt()).atOffset(ZoneOffset.UTC)));
    }

    Path samples(Path directory, String model) {
        return directory.resolve(directoryOf(model)).resolve(date + "_samples_" + name + ".jsonl");
    }

    Path results(Path directory, String model) {
        return directory.resolve(directoryOf(model)).resolve(date + "_results.json");
    }

    /** The last two parts of a model's name, without what file systems refuse. */
    static String directoryOf(String model) {
        String[] parts = model.split("/");
        String last = parts.length > 1 ? parts[parts.length - 2] + "/" + parts[parts.length - 1] : model;
        return last.replaceAll("[\"<>:/|\\\\?*\\[\\]]+", "__").replaceFirst("^\\.+$", "__");
    }
}
