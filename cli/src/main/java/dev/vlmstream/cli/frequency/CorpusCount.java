package dev.vlmstream.cli.frequency;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.datasets.formats.CorpusFile;
import dev.vlmstream.datasets.formats.CorpusForm;
import dev.vlmstream.evaluation.frequency.FrequencyCounter;
import dev.vlmstream.evaluation.frequency.NameIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Counts with several threads: one reads, the others parse and count, each for itself. */
public final class CorpusCount {
    private static final long MEGABYTE = 1_000_000;

    /** What tells a worker that nothing comes any more. */
    private static final CorpusFile.Batch END = form -> List.of();

    private final NameIndex index;
    private final CorpusForm form;
    private final Progress progress;
    private final int workers = Math.max(1, Runtime.getRuntime().availableProcessors());
    private final BlockingQueue<CorpusFile.Batch> batches = new ArrayBlockingQueue<>(workers * 4);
    private final List<Future<FrequencyCounter>> counters = new ArrayList<>();

    public CorpusCount(NameIndex index, CorpusForm form, Progress progress) {
        this.index = index;
        this.form = form;
        this.progress = progress;
    }

    /** @throws CommandFailure naming file and place of what cannot be used */
    public FrequencyCounter count(List<Path> files) {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            for (int i = 0; i < workers; i++) {
                counters.add(threads.submit(this::work));
            }
            read(files);
            for (int i = 0; i < workers; i++) {
                put(END);
            }
            return merged();
        } finally {
            threads.shutdownNow();
        }
    }

    private void read(List<Path> files) {
        long total = files.stream().mapToLong(CorpusCount::size).sum();
        boolean small = total < 10 * MEGABYTE;
        long unit = small ? 1000 : MEGABYTE;
        String name = small ? "kB" : "MB";
        long before = 0;
        for (Path file : files) {
            long start = before;
            try {
                new CorpusFile(file)
                        .read(
                                this::put,
                                read -> progress.show(
                                        (start + read) / unit, total / unit, name + ", " + file.getFileName()));
            } catch (IOException e) {
                throw new CommandFailure(file + " cannot be read: " + e.getMessage(), e);
            }
            before += size(file);
        }
        progress.finish(total / unit, total / unit, name);
    }

    private FrequencyCounter work() throws InterruptedException {
        FrequencyCounter counter = new FrequencyCounter(index);
        for (CorpusFile.Batch batch = batches.take(); batch != END; batch = batches.take()) {
            batch.texts(form).forEach(counter::add);
        }
        return counter;
    }

    private void put(CorpusFile.Batch batch) {
        // A worker ends before the last batch only where it cannot continue.
        counters.stream().filter(Future::isDone).forEach(this::result);
        try {
            while (!batches.offer(batch, 100, TimeUnit.MILLISECONDS)) {
                counters.stream().filter(Future::isDone).forEach(this::result);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private FrequencyCounter merged() {
        FrequencyCounter sum = new FrequencyCounter(index);
        counters.forEach(counter -> sum.merge(result(counter)));
        return sum;
    }

    private FrequencyCounter result(Future<FrequencyCounter> counter) {
        try {
            return counter.get();
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    e.getCause().getMessage() + "; --corpus-field names the field that has the text", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CommandFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CommandFailure("interrupted while counting", e);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The files of a corpus as people have it, of folders those within.
     *
     * @throws CommandFailure if one is missing, or a folder has none
     */
    public static List<Path> files(List<Path> corpus) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : corpus) {
            if (!Files.exists(path)) {
                throw new CommandFailure(path + " does not exist");
            }
            if (Files.isDirectory(path)) {
                files.addAll(within(path));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static List<Path> within(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = paths.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.jsonl?(\\.gz)?"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new CommandFailure(folder + " has no *.json, *.jsonl or either packed as .gz");
            }
            return files;
        }
    }
}
