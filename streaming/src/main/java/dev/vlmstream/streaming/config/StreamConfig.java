package dev.vlmstream.streaming.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Settings of a service; a key that is none of these stops the start with a message. docs/configuration.md is made of what is
 * said here of each.
 */
@ConfigMapping(prefix = "vlmstream")
public interface StreamConfig {
    /** Kafka brokers, host:port, comma-separated; if not set, those that the client settings name, or localhost:9092. */
    Optional<String> bootstrap();

    /**
     * A properties file of Kafka client settings: security and the like; {@code VLMSTREAM_KAFKA_…} in the environment go over
     * it, see docs/kafka.md.
     */
    Optional<Path> kafkaConfig();

    /**
     * Names this replica, the same over its restarts: a restarted replica takes over its own work at once. No two that run
     * may have the same; if not set, host name and port.
     */
    Optional<String> instance();

    /** The replica's name, given or made. */
    default String instanceName() {
        return instance().map(InstanceName::require).orElseGet(InstanceName::ofProcess);
    }

    /** How long a silent replica keeps its work before the others get it. */
    @WithDefault("10s")
    Duration sessionTimeout();

    /** Liveness fails when a batch is older than this. */
    @WithDefault("5m")
    Duration maxBatchAge();

    /** How long a shutdown waits for batches in hand; those of slower models are done again. */
    @WithDefault("20s")
    Duration drainTime();

    /** The process ends when its standard input does, so that it cannot outlive the one who started it. */
    @WithDefault("false")
    boolean exitWithParent();

    /** Directories of model bundles that this process answers for. */
    Optional<List<Path>> models();

    /** The bundles of a service that cannot do without. */
    default List<Path> requireModels() {
        return models().orElseThrow(() -> new IllegalStateException(
                "vlmstream.models is not set: name the directories of the bundles to serve, comma-separated"));
    }

    /** Bundles, or directories of bundles, that overlays among the models are over, where they are neither models nor beside. */
    Optional<List<Path>> bases();

    /** Where a model's base may be: among the bases, or the models. */
    default List<Path> allBases() {
        return Stream.concat(bases().stream(), models().stream())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * A directory in which bundles appear while a decode service runs, as a training leaves its checkpoints: it answers for each from
     * when it is there, until it ends. Whoever writes one moves it there as a whole; names that begin with a dot are passed over.
     */
    Optional<Path> checkpoints();

    /**
     * A decoder's input: {@code questions}, whose images it encodes itself, or {@code features}, that an embed service has
     * encoded.
     */
    @WithDefault("questions")
    String input();

    /** Whose features a decoder takes; its own bundle's if not set. */
    Optional<String> encoder();

    /**
     * An embed service given vision-language bundles encodes for their decoders: which models take what a bundle encodes,
     * e.g. {@code vlmstream.encodes."my-llava"=my-llava,my-llava-tuned}. A bundle that is not named encodes for itself.
     */
    Map<String, List<String>> encodes();

    /** Where local state is kept. */
    @WithDefault(".vlmstream/state")
    Path stateDir();

    /**
     * How long an item may wait for its run's manifest before it is a dead letter. Longer than the transaction of a writer
     * that was killed can hide the manifest: 15 s until it times out, and up to 10 s until the broker looks.
     */
    @WithDefault("30s")
    Duration manifestGrace();

    /**
     * How long a model counts as served after its service was heard of last; it is heard of three times in that time. Longer
     * than clocks of machines may differ.
     */
    @WithDefault("90s")
    Duration announcementLease();

    Topics topics();

    Images images();

    Batch batch();

    Features features();

    Runtime runtime();

    Registry registry();

    Remote remote();

    Http http();

    Items items();

    Datasets datasets();

    Notifications notifications();

    interface Topics {
        /** Put before the name of every topic, consumer group and transaction, for clusters that installations share. */
        Optional<String> prefix();

        /** Partitions of topics that are created; the upper bound of replicas that share the work. */
        @WithDefault("4")
        int partitions();

        /** Replicas of topics that are created; the brokers' own default if not set. */
        Optional<Short> replication();

        /** Create topics that are missing at start. */
        @WithDefault("true")
        boolean create();
    }

    interface Images {
        /**
         * Where images are kept once, by their SHA-256: a directory that all services share, {@code s3://BUCKET/PREFIX}, or
         * {@code none}: then they travel in the records.
         */
        @WithDefault(".vlmstream/images")
        String store();

        /** Images of at most so many bytes travel in the records all the same; larger ones do where there is no store. */
        @WithDefault("1024")
        int inlineBytes();

        /** Address of a server that speaks S3 and is not Amazon's. */
        Optional<URI> s3Endpoint();

        /** Region of the bucket; as Amazon's SDK finds it if not set, and {@code us-east-1} for another server. */
        Optional<String> s3Region();

        /** Directory for copies of images from a bucket, of this replica alone. */
        @WithDefault(".vlmstream/image-cache")
        Path cache();

        /** The most bytes that these copies take; those not asked for the longest make room. 0: none are kept. */
        @WithDefault("1073741824")
        long cacheBytes();

        /** Directories below which images at {@code file:} addresses may be read; none if not set. */
        Optional<List<Path>> roots();

        /** Hosts from which images at {@code http:} and {@code https:} addresses may be read; none if not set. */
        Optional<List<String>> httpHosts();

        /** How long fetching an image over HTTP may take, from connecting to its last byte. */
        @WithDefault("30s")
        Duration timeout();

        /** Images with more pixels are refused before they are decoded. */
        @WithDefault("100000000")
        long maxPixels();

        /** Bytes of heap of the smallest service that decodes images, which limits pixels, too; this one's if not set. */
        OptionalLong decoderHeap();

        /** Images of more bytes are refused. */
        @WithDefault("33554432")
        long maxBytes();
    }

    interface Batch {
        /** How many records are worked on together. */
        @WithDefault("32")
        int size();

        /** Full batches that take less than ten seconds grow to as many records; they do not grow if not set. */
        OptionalInt most();

        /** How long a batch that is not full waits for more. */
        @WithDefault("10ms")
        Duration linger();
    }

    interface Features {
        /**
         * As what image features are written: {@code float16}, half as many bytes, or {@code float32}, the same answers to the
         * bit.
         */
        @WithDefault("float16")
        String dtype();
    }

    interface Runtime {
        /** ONNX Runtime's execution provider: {@code cpu} or {@code cuda}. */
        @WithDefault("cpu")
        String provider();

        /** Number of the GPU, of several. */
        @WithDefault("0")
        int deviceId();

        /** The most of the GPU's memory, in bytes, that each graph of a model may take; 0: no limit but the GPU's. */
        @WithDefault("0")
        long deviceMemory();

        /** Threads of a model's session; 0: as many as there are cores. */
        @WithDefault("0")
        int threads();

        /**
         * Which weights of a bundle: {@code auto}, {@code fp32}, {@code fp16}, {@code int8}, {@code q4}, … or by graph,
         * {@code decoder=q4,vision=fp16}.
         */
        @WithDefault("auto")
        String dtype();

        /** How many answers of a vision-language model grow side by side. */
        @WithDefault("16")
        int slots();

        /** The most memory, in bytes, for what was computed of images, so that further questions begin after them; 0: none. */
        @WithDefault("268435456")
        long prefixCacheBytes();
    }

    interface Remote {
        /** Which API key may be sent to which server, beside the makers': {@code KEY=HOST}, see docs/remote-models.md. */
        Optional<List<String>> keys();
    }

    /** Of services that are asked over HTTP. */
    interface Http {
        /** Host names under which browsers may ask, without ports, beside localhost and addresses in figures. */
        Optional<List<String>> hosts();
    }

    /** How ingest takes items over HTTP. */
    interface Items {
        /** How many requests may bring JSON Lines to a replica at once; more are told to come again. */
        @WithDefault("8")
        int streams();

        /** Longer lines, in bytes, are refused: larger images go to the image store first, or as a file of a form. */
        @WithDefault("16777216")
        int lineBytes();

        /** The most bytes of JSON Lines in one request. */
        @WithDefault("17179869184")
        long bodyBytes();

        /** How many items a second a replica takes over HTTP, all requests together; no limit if not set. */
        OptionalInt perSecond();
    }

    /** From where ingest reads data sets by itself, at {@code POST /api/runs/{run}/datasets}. */
    interface Datasets {
        /** Hosts from which data sets at {@code http:} and {@code https:} addresses may be fetched, and redirects followed to; none if not set. */
        Optional<List<String>> hosts();

        /** Buckets from which data sets at {@code s3:} addresses may be fetched, with the server and keys of the image store; none if not set. */
        Optional<List<String>> buckets();

        /** The hub from which {@code hf:} data sets may be fetched, e.g. {@code https://huggingface.co}; none if not set. */
        Optional<URI> hub();

        /** Whether these hosts may have addresses of private networks. */
        @WithDefault("false")
        boolean privateAddresses();

        /** Where a replica keeps what it fetches for as long as it reads it; {@code datasets} in its state directory if not set. */
        Optional<Path> directory();

        /** How many data sets may wait for a replica to read them; further ones are told to come again. */
        @WithDefault("16")
        int waiting();

        /** After how long without a sign of the replica that reads a data set another one goes on with it. */
        @WithDefault("60s")
        Duration lease();
    }

    /** What scoring tells people of runs. */
    interface Notifications {
        /**
         * Webhooks that scoring posts to, {@code ADDRESS=HOST} or {@code ADDRESS=slack:HOST}: a variable of the environment or a
         * file's absolute path that has the address, and the one server that it may be of, see docs/notifications.md.
         */
        Optional<List<String>> webhooks();

        /** The variable of the environment, or the file's absolute path, that has the key by which webhooks are signed. */
        Optional<String> signingKey();

        /** A run is told of when more than this share of its items, 0 to 1, failed for a model. */
        @WithDefault("0.05")
        double failedShare();

        /** Metrics of models that are told of when they are reached, such as {@code accuracy>=0.8} or {@code top5<=0.5}. */
        Optional<List<String>> thresholds();
    }

    /** A schema registry, where there is one: -D or the environment sets it, see {@link RegistryCheck}. */
    interface Registry {
        /** A schema registry's address, e.g. {@code http://localhost:8080/apis/registry/v3}; by -D or the environment alone. */
        Optional<String> url();

        /** Whether events are written in the registry's format, not only read in it; by -D or the environment alone. */
        @WithDefault("true")
        boolean write();
    }
}
