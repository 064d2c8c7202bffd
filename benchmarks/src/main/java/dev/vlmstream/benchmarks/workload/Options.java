package dev.vlmstream.benchmarks.workload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to measure, over what.
 *
 * @param benchmarks names, in order
 * @param home the directory that the project lies in
 * @param photos a directory of images
 * @param model the bundle of a classifier with Hugging Face's preprocessing
 * @param language the bundle to measure in place of the demo's vision-language model; of an encoder for embed beside others
 * @param clip the bundle of a dual encoder, with its weights beside its graphs
 * @param imageStore where embed's images are kept, in place of a directory
 * @param python the interpreter; empty: the Java sides alone
 * @param vllm the interpreter that has vLLM, whose other libraries fit no other side
 * @param rounds of every side; 0: each benchmark's own number
 * @param items of a round; 0: each benchmark's own number
 * @param campaign what is asked of those that disturb the system
 * @param peers whether decode or embed is to be measured beside other engines
 */
public record Options(
        List<String> benchmarks,
        Path home,
        Path photos,
        Path model,
        Optional<Path> language,
        Optional<Path> clip,
        Optional<String> imageStore,
        String python,
        Optional<String> vllm,
        int rounds,
        int items,
        Campaign campaign,
        Beside peers) {
    /**
     * Decoding and embedding beside other engines.
     *
     * @param asked whether it is
     * @param engines of decoding, which; empty: all
     * @param cells of decoding: batch, prompt and answer, such as {@code 16x650x128}; empty: all
     */
    public record Beside(boolean asked, List<String> engines, List<String> cells) {}

    /**
     * How the system is disturbed.
     *
     * @param faults how many; 0: the benchmark's own number
     * @param minutes for how long; 0: the benchmark's own number
     * @param seed of all that is drawn at random
     * @param protocols Kafka's group protocols, each for its share of the rounds
     */
    public record Campaign(int faults, int minutes, long seed, List<String> protocols) {}

    private static final List<String> PROTOCOLS = List.of("classic", "consumer");

    private static final List<String> ALL = List.of(
            "preprocess", "embed", "decode", "likelihood", "scoring", "push", "latency", "verdicts", "page", "idle");
    /** They take long, and some of them pass or fail. */
    private static final List<String> CAMPAIGNS = List.of("faults", "overload", "growth", "forms");
    /** What a machine must have for it, few have. */
    private static final String GPU = "gpu";

    private static final Set<String> KEYS = Set.of(
            "--home",
            "--photos",
            "--models",
            "--model",
            "--clip",
            "--image-store",
            "--python",
            "--vllm",
            "--rounds",
            "--items",
            "--faults",
            "--minutes",
            "--protocol",
            "--seed",
            "--engines",
            "--cells");
    private static final String PEERS = "--peers";
    private static final String USAGE = "usage: benchmarks/run [all|" + String.join("|", ALL)
            + "] [--photos DIR] [--models DIR] [--model DIR] [--python PYTHON] [--rounds N] [--items N] [--image-store LOCATION]"
            + ", or benchmarks/run decode --peers --model DIR --python PYTHON [--engines NAME,…] [--cells BATCHxPROMPTxNEW,…]"
            + ", or benchmarks/run embed --peers [--model DIR] --python PYTHON [--photos DIR] [--rounds N] [--items N]"
            + ", or benchmarks/run gpu --clip DIR --model DIR --python PYTHON [--vllm PYTHON] [--rounds N] [--items N]"
            + ", or benchmarks/run faults [--faults N] [--rounds N] [--items N] [--seed S]"
            + " [--protocol " + String.join("|", PROTOCOLS) + "]"
            + ", or benchmarks/run overload [--minutes N]"
            + ", or benchmarks/run growth [--items N]"
            + ", or benchmarks/run forms --python PYTHON [--items N] [--photos DIR]";

    /** @throws IllegalArgumentException with a message for people */
    public static Options parse(String... arguments) {
        String which = arguments.length > 0 && !arguments[0].startsWith("--") ? arguments[0] : "all";
        if (!which.equals("all") && !ALL.contains(which) && !CAMPAIGNS.contains(which) && !which.equals(GPU)) {
            throw new IllegalArgumentException("no benchmark \"" + which + "\"; " + USAGE);
        }
        Map<String, String> given = pairs(arguments, arguments.length > 0 && !arguments[0].startsWith("--") ? 1 : 0);
        Path home = Path.of(given.getOrDefault("--home", ".")).toAbsolutePath().normalize();
        Path shared = home.resolveSibling("shared");
        Path photos = given.containsKey("--photos")
                ? Path.of(given.get("--photos"))
                : firstThere(shared.resolve("data/imagenet-val/images"), home.resolve("demo/data/emoji/images"));
        return new Options(
                which.equals("all") ? ALL : List.of(which),
                home,
                directory(photos),
                directory(model(given.get("--models"), home, shared)),
                bundle(given.get("--model")),
                bundle(given.get("--clip")),
                Optional.ofNullable(given.get("--image-store")),
                given.getOrDefault("--python", ""),
                Optional.ofNullable(given.get("--vllm")),
                number(given, "--rounds"),
                number(given, "--items"),
                new Campaign(number(given, "--faults"), number(given, "--minutes"), seed(given), protocols(given)),
                new Beside(given.containsKey(PEERS), list(given, "--engines"), list(given, "--cells")));
    }

    /** One that is drawn is told, so that the same can be had again. */
    private static long seed(Map<String, String> given) {
        return given.containsKey("--seed") ? number(given, "--seed") : System.nanoTime() % 1_000_000;
    }

    private static List<String> protocols(Map<String, String> given) {
        String one = given.get("--protocol");
        if (one != null && !PROTOCOLS.contains(one)) {
            throw new IllegalArgumentException("--protocol is \"" + one + "\", must be one of " + PROTOCOLS);
        }
        return one == null ? PROTOCOLS : List.of(one);
    }

    private static List<String> list(Map<String, String> given, String key) {
        return given.containsKey(key) ? List.of(given.get(key).split(",")) : List.of();
    }

    private static Optional<Path> bundle(@Nullable String directory) {
        return Optional.ofNullable(directory).map(Path::of).map(Options::directory);
    }

    private static Path model(@Nullable String models, Path home, Path shared) {
        return models == null
                ? firstThere(shared.resolve("models/efficientnet-lite0"), home.resolve("demo/models/emoji-classifier"))
                : firstThere(
                        Path.of(models).resolve("efficientnet-lite0"),
                        Path.of(models).resolve("emoji-classifier"));
    }

    private static Map<String, String> pairs(String[] arguments, int from) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = from; i < arguments.length; i += 2) {
            if (arguments[i].equals(PEERS)) {
                pairs.put(PEERS, "");
                i--;
                continue;
            }
            if (!KEYS.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("cannot read \""
                        + String.join(" ", Arrays.asList(arguments).subList(i, arguments.length)) + "\"; " + USAGE);
            }
            pairs.put(arguments[i], arguments[i + 1]);
        }
        return pairs;
    }

    private static int number(Map<String, String> given, String key) {
        String text = given.getOrDefault(key, "0");
        if (!text.matches("\\d{1,7}")) {
            throw new IllegalArgumentException(key + " is \"" + text + "\", must be a number");
        }
        return Integer.parseInt(text);
    }

    private static Path firstThere(Path wanted, Path otherwise) {
        return Files.isDirectory(wanted) ? wanted : otherwise;
    }

    private static Path directory(Path path) {
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(
                    "no directory " + path.toAbsolutePath().normalize() + "; " + USAGE);
        }
        return path.toAbsolutePath().normalize();
    }

    public int rounds(int otherwise) {
        return rounds > 0 ? rounds : otherwise;
    }

    public int items(int otherwise) {
        return items > 0 ? items : otherwise;
    }

    public boolean hasPython() {
        return !python.isEmpty();
    }

    /** A script's path. */
    public String script(String name) {
        return home.resolve("benchmarks/python").resolve(name).toString();
    }

    /** Where a stack of a benchmark keeps its data. */
    public Path stackData(String benchmark) {
        return home.resolve("benchmarks/target/stacks").resolve(benchmark);
    }

    /** This machine lacks what a benchmark is about; the message names it. */
    public static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public MissingException(String message) {
            super(message);
        }
    }
}
