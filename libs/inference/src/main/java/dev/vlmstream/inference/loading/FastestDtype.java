package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionModel;
import dev.vlmstream.inference.bundle.Agreement;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Jackson;
import dev.vlmstream.inference.runtime.DtypeChoice;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * The dtype of a bundle that answers fastest on this machine, of those whose recorded answers differ little from the exact one's.
 * Each is measured once by answering the same few requests, and the times are kept: a service that starts again, or a second
 * one beside it, takes the same dtype.
 */
public final class FastestDtype {
    private static final System.Logger LOG = System.getLogger(FastestDtype.class.getName());
    /** What is faster by less may be so by chance, and is no reason to lose anything. */
    private static final double WORTH_IT = 1.1;

    private static final String SUFFIX = ".json";
    private static final int ROUNDS = 3;
    private static final int REQUESTS = 8;
    private static final int TOKENS = 16;

    private FastestDtype() {}

    /**
     * What was measured of a bundle, as it is kept.
     *
     * @param machine on which, and how the models were run
     * @param seconds of the requests, by dtype; none where there was nothing to choose from
     * @param why in words
     */
    public record Measured(String model, String machine, Map<String, Double> seconds, String chosen, String why) {}

    /** All that is kept in a directory. */
    public static List<Measured> kept(Path directory) {
        List<Measured> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                all.add(Jackson.MAPPER.readValue(file.toFile(), Measured.class));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be read", e);
        }
        return all;
    }

    /**
     * The options with a dtype in the place of {@link Dtypes#FASTEST}.
     *
     * @throws BundleException if nobody says where the choice is kept
     */
    static RuntimeOptions resolve(ModelBundle bundle, RuntimeOptions options) {
        DtypeChoice choice = options.choice()
                .orElseThrow(() -> new BundleException("dtype " + Dtypes.FASTEST
                        + " is measured by services, which keep the choice with their data; name a dtype here"));
        Path file = choice.directory().resolve(bundle.digest() + SUFFIX);
        try {
            Files.createDirectories(choice.directory());
            try (FileChannel lock = FileChannel.open(
                            choice.directory().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock.lock()) {
                Measured measured = measured(bundle, options, choice, file);
                LOG.log(Level.INFO, "{0}: dtype {1}: {2}", bundle.name(), measured.chosen(), measured.why());
                return options.withDtypes(Dtypes.of(measured.chosen()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the fastest dtype cannot be stored in " + choice.directory(), e);
        }
    }

    /** From the file, where that has all that may be chosen, else measured now. */
    private static Measured measured(ModelBundle bundle, RuntimeOptions options, DtypeChoice choice, Path file)
            throws IOException {
        List<String> dtypes = bundle.dtypes();
        if (dtypes.isEmpty()) {
            return new Measured(bundle.name(), "", Map.of(), Dtypes.AUTO, "no dtype has all of the bundle's graphs");
        }
        String exact = dtypes.get(0);
        Map<String, Agreement> agreements = Agreement.of(bundle.files());
        List<String> close = dtypes.stream()
                .filter(dtype -> dtype.equals(exact)
                        || agreements.containsKey(dtype)
                                && agreements.get(dtype).loss() <= choice.mostLoss())
                .toList();
        String machine = String.join(
                " ",
                System.getProperty("os.arch"),
                String.valueOf(Runtime.getRuntime().availableProcessors()),
                options.device().provider().id(),
                String.valueOf(options.intraOpThreads()));
        Map<String, Double> seconds = new LinkedHashMap<>();
        if (Files.exists(file)) {
            Measured kept = Jackson.MAPPER.readValue(file.toFile(), Measured.class);
            if (kept.machine().equals(machine)) {
                seconds.putAll(kept.seconds());
            }
        }
        if (!seconds.keySet().containsAll(close) && close.size() > 1) {
            seconds.clear();
            close.forEach(dtype -> seconds.put(dtype, seconds(bundle, options.withDtypes(Dtypes.of(dtype)))));
        }
        Measured measured =
                chosen(bundle.name(), machine, exact, dtypes, close, seconds, agreements, choice.mostLoss());
        Path whole = Files.createTempFile(choice.directory(), "dtype", ".new");
        Jackson.MAPPER.writerWithDefaultPrettyPrinter().writeValue(whole.toFile(), measured);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return measured;
    }

    private static Measured chosen(
            String model,
            String machine,
            String exact,
            List<String> dtypes,
            List<String> close,
            Map<String, Double> seconds,
            Map<String, Agreement> agreements,
            double mostLoss) {
        String fastest = close.stream()
                .min((one, other) -> Double.compare(seconds.getOrDefault(one, 0.0), seconds.getOrDefault(other, 0.0)))
                .orElse(exact);
        boolean worth = close.size() > 1 && seconds.get(exact) > WORTH_IT * seconds.get(fastest);
        String taken = worth ? fastest : exact;
        List<String> why = new ArrayList<>();
        for (String dtype : dtypes) {
            if (close.contains(dtype)) {
                if (seconds.containsKey(dtype)) {
                    why.add(String.format(Locale.ROOT, "%s takes %.3f s", dtype, seconds.get(dtype)));
                }
            } else if (agreements.containsKey(dtype)) {
                why.add(String.format(
                        Locale.ROOT,
                        "%s gives other answers in %.1f %% of the recorded cases, more than %.1f %%",
                        dtype,
                        100 * agreements.get(dtype).loss(),
                        100 * mostLoss));
            } else {
                why.add(dtype + " has no recorded agreement");
            }
        }
        if (worth) {
            why.add("it gives " + agreements.get(taken).describe());
        } else if (close.size() > 1) {
            why.add("nothing else is a tenth faster");
        }
        return new Measured(
                model, machine, seconds, taken, why.isEmpty() ? "there is no other" : String.join("; ", why));
    }

    /** The shortest of some rounds, after one that does not count. */
    private static double seconds(ModelBundle bundle, RuntimeOptions options) {
        try (Model model = ModelLoader.load(bundle, options)) {
            Runnable requests = requests(model);
            requests.run();
            double shortest = Double.POSITIVE_INFINITY;
            for (int round = 0; round < ROUNDS; round++) {
                long begun = System.nanoTime();
                requests.run();
                shortest = Math.min(shortest, (System.nanoTime() - begun) / 1e9);
            }
            return shortest;
        }
    }

    private static Runnable requests(Model model) {
        // A switch over the sealed type waits for Java 21.
        if (model instanceof VisionLanguageModel language) {
            Picture picture = Picture.Pixels.of(language.imageProcessor().input(noise(), "noise"));
            String prompt = prompt(language);
            GenerationOptions greedy = GenerationOptions.greedy(TOKENS, List.of());
            return () -> language.generate(
                    Collections.nCopies(REQUESTS, new VisionLanguageModel.Request(picture, prompt)), greedy);
        }
        if (model instanceof SentenceEncoder encoder) {
            return () -> encoder.embed(Collections.nCopies(REQUESTS, "A photo of a tench, taken on a lake in summer."));
        }
        float[] pixels =
                ((VisionModel) model).imageProcessor().input(noise(), "noise").pixelValues();
        List<float[]> images = Collections.nCopies(REQUESTS, pixels);
        return model instanceof DualEncoder encoder
                ? () -> encoder.embedImages(images)
                : () -> ((ImageClassifier) model).logits(images);
    }

    private static String prompt(VisionLanguageModel model) {
        String question = "What type of object is in this photo?";
        try {
            return model.prompt(question, true, PromptStyle.CHAT, false);
        } catch (BundleException e) {
            return model.prompt(question, true, PromptStyle.STUDY, false);
        }
    }

    /** A picture that every processor takes; what is on it takes no other time. */
    private static byte[] noise() {
        BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
