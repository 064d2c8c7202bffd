package dev.vlmstream.datasets.sources.hub;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of a hub at one revision.
 *
 * @param kind what it holds
 * @param repository {@code owner/name}, or {@code name} alone for the oldest models
 * @param revision a branch, tag or commit
 */
public record HubId(Kind kind, String repository, String revision) {

    public static final String MAIN = "main";

    /** What a repository holds; the hub keeps these apart. */
    public enum Kind {
        MODEL("/api/models/", "/"),
        DATASET("/api/datasets/", "/datasets/");

        private final String api;
        private final String pages;

        Kind(String api, String pages) {
            this.api = api;
            this.pages = pages;
        }

        /** Below which is said what repositories hold. */
        String api() {
            return api;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final Pattern WRITTEN = Pattern.compile("([^@]+?)(?:@(.+))?");

    public HubId {
        String[] parts = repository.split("/", -1);
        boolean named = parts.length <= 2;
        for (String part : parts) {
            named &= PART.matcher(part).matches() && !part.contains("..");
        }
        if (!named) {
            throw new IllegalArgumentException("\"" + repository + "\" is no repository; write owner/name, such as"
                    + " Xenova/clip-vit-base-patch32");
        }
        for (String part : revision.split("/", -1)) {
            if (!PART.matcher(part).matches()) {
                throw new IllegalArgumentException("\"" + revision + "\" is no revision; give a branch, tag or commit");
            }
        }
    }

    /** A model, written {@code owner/name[@revision]}. */
    public static HubId parse(String written) {
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + written + "\" is no model; write owner/name[@revision]");
        }
        return new HubId(Kind.MODEL, matcher.group(1), matcher.group(2) == null ? MAIN : matcher.group(2));
    }

    /** The repository's name without its owner, which makes a good directory name. */
    public String name() {
        return repository.substring(repository.lastIndexOf('/') + 1);
    }

    /** The same repository at a commit, since branches may move while files are being fetched, or at another branch. */
    HubId at(String other) {
        return new HubId(kind, repository, other);
    }

    /** Where its files are to be had. */
    String page() {
        return kind.pages + repository;
    }

    /** Where is said what it holds. */
    String api() {
        return kind.api + repository;
    }

    @Override
    public String toString() {
        return revision.equals(MAIN) ? repository : repository + "@" + revision;
    }
}
