package dev.vlmstream.local;

import java.nio.file.Path;

/**
 * The services, and how much heap each is given on one machine; in the order in which they start. With the first two the page is
 * there and takes runs, with embed the first answers come; vision-language models and judges take longer, to load and to answer.
 */
public enum ServiceKind {
    INGEST(256),
    SCORING(384),
    EMBED(384),
    DECODE(384),
    JUDGE(256);

    private final int heapMegabytes;

    ServiceKind(int heapMegabytes) {
        this.heapMegabytes = heapMegabytes;
    }

    /** As in the module's and the log's name: ingest, embed, decode, judge, scoring. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    /** Bytes of heap of the smaller service of the two that decode pictures. */
    static long leastDecoderHeap() {
        return (long) Math.min(EMBED.heapMegabytes, DECODE.heapMegabytes) << 20;
    }

    /** The runnable jar below the directory that the project lies in. */
    public Path jar(Path home) {
        return home.resolve(id() + "-service").resolve("target/quarkus-app/quarkus-run.jar");
    }
}
