package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bundle that an overlay bundle takes from whatever it does not hold itself, as {@code base} of its config.json says.
 *
 * @param overlay the overlay's directory
 * @param name what the base was called; it may be called otherwise now
 * @param digest what {@link BundleDirectory#digest} of it is
 * @param bytes how large its files are together, by which it is found without reading them
 */
record OverlayBase(Path overlay, String name, String digest, OptionalLong bytes) {
    private static final String KEY = "base";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * Empty if the bundle is no overlay.
     *
     * @throws BundleException if {@code base} is not what it must be
     */
    static Optional<OverlayBase> of(Path directory, JsonNode config) {
        JsonNode base = config.path(KEY);
        if (base.isMissingNode()) {
            return Optional.empty();
        }
        String digest = base.path("digest").asText();
        if (!SHA256.matcher(digest).matches()) {
            throw new BundleException(directory.resolve(BundleDirectory.CONFIG) + ": \"" + KEY
                    + "\" must be an object with \"digest\", 64 hexadecimal digits of the base bundle's digest; write the"
                    + " overlay again with tools/export --overlay-of");
        }
        JsonNode bytes = base.path("bytes");
        return Optional.of(new OverlayBase(
                directory,
                base.path("name").asText("its base"),
                digest,
                bytes.isIntegralNumber() ? OptionalLong.of(bytes.asLong()) : OptionalLong.empty()));
    }

    /**
     * Finds the base: a given directory, or one in it, else one beside the overlay or beside the directory that holds it.
     * Files are only read where two bundles are as large.
     *
     * @throws BundleException if none can be it
     */
    BundleDirectory find(Collection<Path> given) {
        List<BundleDirectory> all = candidates(given);
        List<BundleDirectory> fitting =
                all.stream().filter(bundle -> fits(bundle.path())).toList();
        List<BundleDirectory> plain =
                fitting.stream().filter(bundle -> !bundle.isOverlay()).toList();
        if (plain.size() == 1) {
            return plain.get(0);
        }
        return plain.stream()
                .filter(bundle -> bundle.digest().equals(digest))
                .findFirst()
                .orElseThrow(() -> absent(all, given));
    }

    private boolean fits(Path directory) {
        return bytes.isPresent()
                ? DirectoryDigest.bytes(directory) == bytes.getAsLong()
                : name.equals(String.valueOf(directory.getFileName()));
    }

    /** @throws BundleException if the base has other files than the overlay was made for */
    void verify(BundleDirectory base) {
        String found = base.digest();
        if (!found.equals(digest)) {
            throw new BundleException(
                    overlay + " is an overlay of " + name + " with digest " + digest + ", but "
                            + base.path() + " has " + found
                            + "; a file there was changed or damaged: copy that bundle again, or export the overlay for this one");
        }
    }

    private BundleException absent(List<BundleDirectory> all, Collection<Path> given) {
        Optional<BundleDirectory> named = all.stream()
                .filter(bundle -> name.equals(String.valueOf(bundle.path().getFileName())))
                .findFirst();
        if (named.isPresent()) {
            Path path = named.get().path();
            return new BundleException(
                    named.get().isOverlay()
                            ? overlay + " is an overlay of " + path + ", which is an overlay itself; export it for "
                                    + OverlayBase.of(path, named.get().config())
                                            .map(OverlayBase::name)
                                            .orElse("its base")
                            : overlay + " is an overlay of " + name + " with digest " + digest
                                    + (bytes.isPresent() ? " and " + bytes.getAsLong() + " bytes" : "") + ", but "
                                    + path + " is another bundle of " + DirectoryDigest.bytes(path)
                                    + " bytes; name the right one's directory with --bases (of a service: vlmstream.bases)");
        }
        String places = Stream.concat(given.stream(), around().stream())
                .map(Path::toString)
                .distinct()
                .collect(Collectors.joining(", "));
        return new BundleException(overlay + " is an overlay of " + name + " (digest " + digest
                + "), which is not in " + places
                + "; put that bundle beside it, or name its directory with --bases (of a service: vlmstream.bases)");
    }

    private List<BundleDirectory> candidates(Collection<Path> given) {
        Set<Path> directories = new LinkedHashSet<>();
        Stream.concat(given.stream(), around().stream()).forEach(place -> collect(place, directories));
        directories.remove(overlay);
        List<BundleDirectory> bundles = new ArrayList<>();
        for (Path directory : directories) {
            BundleDirectory.alone(directory).ifPresent(bundles::add);
        }
        return bundles;
    }

    /** models of models/NAME, and models of models/GROUP/NAME. */
    private List<Path> around() {
        List<Path> around = new ArrayList<>();
        for (Path at = overlay.getParent(); at != null && around.size() < 2; at = at.getParent()) {
            around.add(at);
        }
        return around;
    }

    private static void collect(Path place, Set<Path> directories) {
        Path path = place.toAbsolutePath().normalize();
        if (isBundle(path)) {
            directories.add(path);
            return;
        }
        try (Stream<Path> below = Files.list(path)) {
            below.filter(OverlayBase::isBundle).sorted().forEach(directories::add);
        } catch (IOException | UncheckedIOException e) {
            // What may not be looked into holds no base; the sentence that none was found names it.
        }
    }

    private static boolean isBundle(Path directory) {
        return Files.isRegularFile(directory.resolve(BundleDirectory.CONFIG));
    }
}
