package dev.vlmstream.inference.remote;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What runs have spent, one append-only file each; processes on one machine may share the directory. */
final class Ledger {
    /** Run ids as manifests have them are file names as they are. */
    private static final String PLAIN = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private final Path directory;
    private final Map<String, RunLedger> runs = new ConcurrentHashMap<>();

    Ledger(Path directory) {
        this.directory = directory;
    }

    RunLedger of(String run) {
        return runs.computeIfAbsent(run, name -> new RunLedger(directory.resolve(fileName(name))));
    }

    private static String fileName(String run) {
        String name = run.matches(PLAIN) ? run : "=" + HexFormat.of().formatHex(run.getBytes(StandardCharsets.UTF_8));
        return name + ".jsonl";
    }
}
