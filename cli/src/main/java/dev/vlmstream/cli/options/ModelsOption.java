package dev.vlmstream.cli.options;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.evaluation.NearNames;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.loading.BundleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where model bundles are looked for. */
public final class ModelsOption {
    /** Where {@code models pull} puts bundles. */
    public static final Path PULLED = Path.of("models");

    @Option(
            names = "--models-dir",
            split = ",",
            paramLabel = "DIR",
            description =
                    "A bundle, or a directory of bundles, two levels deep; several may be given (default: the demo's models,"
                            + " and models/ if it exists).")
    private List<Path> directories = List.of();

    public List<Path> directories() {
        if (!directories.isEmpty()) {
            return directories;
        }
        Path demo = Installation.demoModels();
        return Files.isDirectory(PULLED) ? List.of(demo, PULLED) : List.of(demo);
    }

    /** All usable bundles. */
    public List<ModelBundle> all() {
        return directories().stream()
                .flatMap(directory -> bundles(directory, directories()).stream())
                .toList();
    }

    /**
     * The bundle that a directory is, or those that it holds.
     *
     * @param bases where overlays' bases may be
     */
    public static List<ModelBundle> bundles(Path directory, List<Path> bases) {
        return Files.isRegularFile(directory.resolve("config.json"))
                ? List.of(BundleFinder.open(directory, bases))
                : BundleFinder.find(directory, bases);
    }

    /** All usable bundles that answer; a sentence encoder judges. */
    public List<ModelBundle> answering() {
        return all().stream()
                .filter(bundle -> bundle.kind() != ModelKind.SENTENCE_ENCODER)
                .toList();
    }

    /** The bundle in that directory, or of that name. */
    public ModelBundle named(String nameOrDirectory) {
        Path directory = Path.of(nameOrDirectory);
        if (Files.isDirectory(directory)) {
            return BundleFinder.open(directory, directories());
        }
        List<ModelBundle> found = all().stream()
                .filter(bundle -> bundle.name().equals(nameOrDirectory))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.size() > 1) {
            throw new CommandFailure("several bundles are called \"" + nameOrDirectory + "\": "
                    + found.stream().map(b -> b.directory().toString()).collect(Collectors.joining(", "))
                    + "; give the directory of one");
        }
        List<String> names = all().stream().map(ModelBundle::name).sorted().toList();
        throw new CommandFailure(
                "no model \"" + nameOrDirectory + "\" in "
                        + directories().stream().map(Path::toString).collect(Collectors.joining(", "))
                        + NearNames.suggestion(nameOrDirectory, names) + "; there are " + String.join(", ", names)
                        + "; name other directories with --models-dir, or say with `vlmstream models check DIR` what is wrong with one");
    }
}
