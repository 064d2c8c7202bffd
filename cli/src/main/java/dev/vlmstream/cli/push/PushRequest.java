package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.InvalidRunException;
import dev.vlmstream.evaluation.run.InvalidRunException.Problem;
import dev.vlmstream.evaluation.run.RunSetting;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.tasks.InvalidTaskException;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskFiles;
import dev.vlmstream.schemas.topics.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run to be pushed, before its dataset is read.
 *
 * @param dataset where it lies, in any format that is read; to be read it must be local
 * @param columns of the dataset, by the fields that they hold, where names differ
 * @param skipBad this many rows of the dataset may be left out
 * @param spec what is given of the run's settings; what the dataset and the models decide is missing
 * @param files that hold settings which take the dataset's classes to be read
 * @param limit at most this many, the first of the drawn order
 * @param shuffleBuffer how many items are shuffled at a time in the dataset's own order; empty: the drawn order
 * @param isFetched whether it came from elsewhere: then it names no file here but what came with it
 * @param frequencyCount which counts of their file are meant
 */
public record PushRequest(
        DatasetAddress dataset,
        Map<String, String> columns,
        int skipBad,
        RunSpec spec,
        Map<RunSetting<?>, Path> files,
        Optional<Integer> limit,
        Optional<Integer> shuffleBuffer,
        boolean isFetched,
        String frequencyCount) {

    public PushRequest {
        columns = Map.copyOf(columns);
        files = Map.copyOf(files);
    }

    /**
     * The run that settings describe, or one for each number of labels.
     *
     * @param dataset empty: the one that the run's benchmark names
     * @param given plain values by the settings' keys; of those that may be read from files, a text names the file
     * @param folder to which paths are relative
     * @throws InvalidRunException naming all that is wrong
     */
    public static List<PushRequest> all(Optional<DatasetAddress> dataset, Map<String, ?> given, Path folder) {
        Reader reader = new Reader(folder);
        Map<String, Object> named = reader.named(given);
        named.forEach(reader::take);
        List<PushRequest> requests = reader.requests(
                dataset.or(() -> reader.dataset(named)).orElseGet(() -> new DatasetAddress.Local(folder)));
        if (!reader.problems.isEmpty()) {
            throw InvalidRunException.of(reader.problems, given.keySet());
        }
        return requests;
    }

    /** A run of which nothing is in files but its dataset. */
    public static PushRequest of(Path dataset, RunSpec spec, Optional<Integer> limit) {
        return new PushRequest(
                new DatasetAddress.Local(dataset),
                Map.of(),
                0,
                spec,
                Map.of(),
                limit,
                Optional.empty(),
                false,
                PushSettings.FREQUENCY_COUNT.fallback());
    }

    /** @throws IllegalArgumentException naming the path, if there is nothing */
    public static Path requireThere(String key, Path path) {
        if (!Datasets.exists(path)) {
            throw new IllegalArgumentException("\"" + key + "\": no such file or folder: " + path);
        }
        return path;
    }

    /** The same run, of a dataset on this machine. */
    public PushRequest at(Path fetched) {
        return new PushRequest(
                new DatasetAddress.Local(fetched),
                columns,
                skipBad,
                spec,
                files,
                limit,
                shuffleBuffer,
                true,
                frequencyCount);
    }

    /** Where the dataset lies here. */
    public Path path() {
        if (dataset instanceof DatasetAddress.Local local) {
            return local.path();
        }
        throw new IllegalStateException(dataset + " was not fetched");
    }

    /** In which its images may lie. */
    public Path folder() {
        Path absolute = path().toAbsolutePath().normalize();
        return Files.isDirectory(absolute) ? absolute : absolute.getParent();
    }

    Optional<Path> file(RunSetting<?> setting) {
        return Optional.ofNullable(files.get(setting));
    }

    /** Parts what is given into the run's settings, files, and what is for push alone. */
    private static final class Reader {
        private final Path folder;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, Object> settings = new LinkedHashMap<>();
        private final Map<RunSetting<?>, Path> files = new LinkedHashMap<>();
        private final Map<RunSetting<?>, Object> own = new LinkedHashMap<>();

        Reader(Path folder) {
            this.folder = folder;
        }

        /** With the definition of the task or benchmark that is named, where that is a file's. */
        Map<String, Object> named(Map<String, ?> given) {
            Map<String, Object> named = new LinkedHashMap<>(given);
            String key = NamedTask.key(given);
            try {
                Object own = given.get(PushSettings.TASKS.key());
                NamedTask.of(given, folder, own instanceof String text ? text : PushSettings.TASKS.fallback())
                        .ifPresent(task -> task.applyTo(named));
            } catch (InvalidTaskException e) {
                problems.add(new Problem(key, e.getMessage()));
                named.remove(key);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(key, "\"" + key + "\": " + e.getMessage()));
                if (e instanceof NamedTask.MisspeltException) {
                    named.remove(key);
                }
            }
            return named;
        }

        /** The one that the definition names, which is read in its split; told where there is none. */
        Optional<DatasetAddress> dataset(Map<String, Object> named) {
            if (named.get(RunSettings.DEFINITION.key()) instanceof TaskDefinition definition
                    && definition.data().dataset() != null) {
                if (definition.data().split() != null) {
                    settings.putIfAbsent(
                            RunSettings.SPLIT.key(), definition.data().split());
                }
                try {
                    DatasetAddress address = DatasetAddress.of(definition.data().dataset(), folder);
                    if (address instanceof DatasetAddress.Local local) {
                        requireThere(RunSettings.DATASET.key(), local.path());
                    }
                    return Optional.of(address);
                } catch (IllegalArgumentException e) {
                    problems.add(new Problem(RunSettings.DATASET.key(), e.getMessage()));
                    return Optional.empty();
                }
            }
            // A task may bring its dataset, so one that is not known is all there is to say.
            Set<String> tasks = Set.of(RunSettings.TASK.key(), RunSettings.BENCHMARK.key());
            if (problems.stream().noneMatch(problem -> tasks.contains(problem.key()))) {
                problems.add(
                        new Problem(RunSettings.DATASET.key(), "\"" + RunSettings.DATASET.key() + "\" is missing"));
            }
            return Optional.empty();
        }

        void take(String key, Object value) {
            try {
                RunSetting<?> setting = PushSettings.named(key);
                if (setting.isFromFile() && value instanceof String path) {
                    fromFile(key, setting, path);
                } else if (setting == PushSettings.JOIN) {
                    files.put(
                            setting,
                            requireThere(
                                    key,
                                    folder.resolve(PushSettings.JOIN.read(value))
                                            .normalize()));
                } else if (setting == RunSettings.CLASSES) {
                    throw new IllegalArgumentException("\"" + key + "\" takes the name of a file here");
                } else if (PushSettings.isOwn(setting)) {
                    own.put(setting, setting.read(value));
                } else {
                    settings.put(key, value);
                }
            } catch (IllegalArgumentException | CommandFailure e) {
                problems.add(new Problem(key, e.getMessage()));
            }
        }

        private void fromFile(String key, RunSetting<?> setting, String path) {
            Path file = requireThere(key, folder.resolve(path).normalize());
            if (setting == RunSettings.JUDGE_PROMPT) {
                settings.put(key, TextFile.read(file));
            } else {
                files.put(setting, file);
            }
        }

        List<PushRequest> requests(DatasetAddress dataset) {
            Object labels = settings.get(RunSettings.LABELS.key());
            Set<Object> several = new LinkedHashSet<>(labels instanceof List<?> list ? list : List.of());
            List<PushRequest> requests = new ArrayList<>();
            if (several.isEmpty()) {
                request(dataset, settings).ifPresent(requests::add);
            }
            for (Object k : several) {
                Map<String, Object> one = new LinkedHashMap<>(settings);
                one.put(RunSettings.LABELS.key(), k);
                one.computeIfPresent(RunSettings.RUN.key(), (key, run) -> several.size() == 1 ? run : run + "-" + k);
                request(dataset, one).ifPresent(requests::add);
            }
            return requests;
        }

        private Optional<PushRequest> request(DatasetAddress dataset, Map<String, Object> values) {
            try {
                RunSpec spec = RunSpec.of(values);
                spec.find(RunSettings.RUN).ifPresent(Keys::requireRun);
                return Optional.of(new PushRequest(
                        dataset,
                        own(PushSettings.MAP).orElseThrow(),
                        own(PushSettings.SKIP_BAD).orElseThrow(),
                        spec,
                        files,
                        own(PushSettings.LIMIT),
                        own(PushSettings.SHUFFLE_BUFFER),
                        false,
                        own(PushSettings.FREQUENCY_COUNT).orElseThrow()));
            } catch (InvalidRunException e) {
                problems.addAll(e.problems());
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(RunSettings.RUN.key(), e.getMessage()));
            }
            return Optional.empty();
        }

        /** As it was read by the setting itself. */
        @SuppressWarnings("unchecked")
        private <T> Optional<T> own(RunSetting<T> setting) {
            return Optional.ofNullable((T) own.getOrDefault(setting, setting.fallback()));
        }
    }

    /**
     * A task that a run names and a file defines.
     *
     * @param key by which the run names it: task or benchmark
     */
    private record NamedTask(String key, TaskDefinition definition) {
        /** One of another name is meant, so that what the setting itself takes is of no help. */
        private static final class MisspeltException extends IllegalArgumentException {
            private static final long serialVersionUID = 1;

            MisspeltException(String message) {
                super(message);
            }
        }

        /**
         * The task that is named, if it is no one that every run may ask, such as open-world.
         *
         * @param given plain values by the settings' keys
         * @param folder to which paths are relative
         * @param own the folder of the user's tasks
         * @throws IllegalArgumentException if it is not found, or its file defines none
         */
        public static Optional<NamedTask> of(Map<String, ?> given, Path folder, String own) {
            String key = key(given);
            if (!(given.get(key) instanceof String name) || isAskedOfAll(name)) {
                return Optional.empty();
            }
            Path tasks = folder.resolve(own);
            Optional<TaskDefinition> found = TaskFiles.find(name, folder, tasks);
            if (found.isEmpty()) {
                String suggestion = TaskFiles.suggestion(name, tasks);
                String message =
                        "there is no task \"" + name + "\"" + suggestion + "; see vlmstream tasks list, or name a file";
                throw suggestion.isEmpty() ? new IllegalArgumentException(message) : new MisspeltException(message);
            }
            return found.map(definition -> new NamedTask(key, definition));
        }

        /** Of a run that names both, what is asked is no file's. */
        public static String key(Map<String, ?> given) {
            return given.containsKey(RunSettings.BENCHMARK.key())
                    ? RunSettings.BENCHMARK.key()
                    : RunSettings.TASK.key();
        }

        private static boolean isAskedOfAll(String name) {
            return Arrays.stream(Task.values()).anyMatch(task -> task.id().equals(name));
        }

        /** Puts the definition in the place of its name. */
        public void applyTo(Map<String, Object> given) {
            given.remove(key);
            given.put(RunSettings.BENCHMARK.key(), definition.id());
            given.put(RunSettings.DEFINITION.key(), definition);
        }
    }
}
