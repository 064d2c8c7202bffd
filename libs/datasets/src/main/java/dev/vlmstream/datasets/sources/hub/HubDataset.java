package dev.vlmstream.datasets.sources.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dataset of a hub as it was asked for.
 *
 * @param written the whole address
 * @param config one of the dataset's configurations; may be left out where there is one
 * @param split may be left out where there is one
 */
public record HubDataset(String written, HubId id, Optional<String> config, Optional<String> split) {

    private static final Pattern ADDRESS = Pattern.compile("hf://datasets/(?<owner>[^/@]+)/(?<name>[^/@]+)"
            + "(?:@(?<revision>[^/]+))?(?:/(?<config>[^/]+))?(?:/(?<split>[^/]+))?/?");
    /** What the hub allows, and names of files do. */
    private static final Pattern NAME = Pattern.compile("[\\w][\\w.+ -]*");

    private static final Pattern SPLIT = Pattern.compile("(?:partial-)?\\w+(?:\\.\\w+)*");

    public HubDataset {
        if (config.filter(NAME.asMatchPredicate().negate()).isPresent()
                || split.filter(SPLIT.asMatchPredicate().negate()).isPresent()) {
            throw refuse(written);
        }
    }

    /** @throws IllegalArgumentException if it is no {@code hf://datasets/OWNER/NAME[@REV][/CONFIG[/SPLIT]]} */
    public static HubDataset parse(String written) {
        Matcher matcher = ADDRESS.matcher(written);
        if (!matcher.matches()) {
            throw refuse(written);
        }
        String revision = matcher.group("revision");
        return new HubDataset(
                written,
                new HubId(
                        HubId.Kind.DATASET,
                        matcher.group("owner") + "/" + matcher.group("name"),
                        revision == null ? HubId.MAIN : revision.replaceAll("(?i)%2F", "/")),
                Optional.ofNullable(matcher.group("config")),
                Optional.ofNullable(matcher.group("split")));
    }

    private static IllegalArgumentException refuse(String written) {
        return new IllegalArgumentException("\"" + written
                + "\" is not a dataset on a hub; write hf://datasets/OWNER/NAME[@REVISION][/CONFIG[/SPLIT]]");
    }
}
