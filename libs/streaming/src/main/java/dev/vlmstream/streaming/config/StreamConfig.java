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
 * Settings of a service; an unknown key stops the start with a message. docs/configuration.md is generated from the comments
 * here.
 */
@ConfigMapping(prefix = "vlmstream")
public interface StreamConfig {
    /** Kafka brokers as host:port, comma-separated. The default is the client settings' or localhost:9092. */
    Optional<String> bootstrap();

    /**
     * A properties file with Kafka client settings; see docs/operations.md.
     */
    Optional<Path> kafkaConfig();

    /**
     * This replica's name, unique among running replicas and the same over restarts. The default is host name and port.
     */
    Optional<String> instance();

    /**
     * The installation's name, the same for all of its services. A service refuses to start if another installation has the topics;
     * without a name it does not check.
     */
    Optional<String> installation();

    /** The replica's name, given or made. */
    default String instanceName() {
        return instance().map(InstanceName::require).orElseGet(InstanceName::ofProcess);
    }

    /** How long a replica may be silent before the others take over its work. */
    @WithDefault("10s")
    Duration sessionTimeout();

    /** Liveness fails when a batch is older than this. */
    @WithDefault("5m")
    Duration maxBatchAge();

    /** How long a shutdown waits for batches in progress. */
    @WithDefault("20s")
    Duration drainTime();

    /** Whether the process ends when its standard input does. */
    @WithDefault("false")
    boolean exitWithParent();

    /** Directories of the model bundles that this process serves. */
    Optional<List<Path>> models();

    /** The bundles of a service that cannot do without. */
    default List<Path> requireModels() {
        return models().orElseThrow(() -> new IllegalStateException(
                "vlmstream.models is not set: name the directories of the bundles to serve, comma-separated"));
    }

    /** Base bundles of overlays, or directories with such bundles, if they are not beside the overlay. */
    Optional<List<Path>> bases();

    /** Where a model's base may be: among the bases, or the models. */
    default List<Path> allBases() {
        return Stream.concat(bases().stream(), models().stream())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * A directory in which bundles appear while a decode service is running, such as the checkpoints of a training.
     */
    Optional<Path> checkpoints();

    /**
     * A decoder's input: {@code questions}, or {@code features} from an embed service.
     */
    @WithDefault("questions")
    String input();

    /** The bundle whose features a decoder reads. The default is its own. */
    Optional<String> encoder();

    /**
     * The models for which an embed service encodes images with this bundle. The default is the bundle itself.
     */
    Map<String, List<String>> encodes();

    /** Where local state is kept. */
    @WithDefault(".vlmstream/state")
    Path stateDir();

    /** Scoring's liveness fails when its local state could not be used for this long. */
    @WithDefault("60s")
    Duration storagePatience();

    /** How long a record may wait for its run's manifest before it becomes a dead letter. */
    @WithDefault("30s")
    Duration manifestGrace();

    /** How many records may wait for manifests; further ones become dead letters. */
    @WithDefault("100000")
    int maxWaiting();

    /** How long a run waits for a model that no service has announced; see docs/topics.md. */
    @WithDefault("10m")
    Duration modelGrace();

    /**
     * How long a model counts as served after its last announcement. Clocks of machines that run commands may differ from the brokers' by less than this.
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
        /** Prefix of every topic, consumer group and transactional id. */
        Optional<String> prefix();

        /** The number of partitions of created topics, which limits the number of replicas. */
        @WithDefault("4")
        int partitions();

        /** The replication factor of created topics. The default is the brokers'. */
        Optional<Short> replication();

        /** Whether to create missing topics at start. */
        @WithDefault("true")
        boolean create();
    }

    interface Images {
        /**
         * The image store: a directory that all services share, {@code s3://BUCKET/PREFIX}, or {@code none}.
         */
        @WithDefault(".vlmstream/images")
        String store();

        /** Images of at most this many bytes travel in the records. */
        @WithDefault("1024")
        int inlineBytes();

        /** The address of an S3-compatible server other than Amazon's. */
        Optional<URI> s3Endpoint();

        /** The bucket's region. The default is the SDK's, or {@code us-east-1} for another server. */
        Optional<String> s3Region();

        /** This replica's directory for copies of images from a bucket. */
        @WithDefault(".vlmstream/image-cache")
        Path cache();

        /** The most bytes that these copies may take, or 0 for none. */
        @WithDefault("1073741824")
        long cacheBytes();

        /** Directories from which the services may read images at {@code file:} addresses. */
        Optional<List<Path>> roots();

        /**
         * Hosts from which the services may read images over HTTP; {@code HOST:PORT} for ports other than 80 and 443.
         */
        Optional<List<String>> httpHosts();

        /** How long fetching an image over HTTP may take. */
        @WithDefault("30s")
        Duration timeout();

        /** Images with more pixels are refused. */
        @WithDefault("100000000")
        long maxPixels();

        /** The heap, in bytes, of the smallest service that decodes images, which limits their pixels. The default is this service's. */
        OptionalLong decoderHeap();

        /** Images with more bytes are refused. */
        @WithDefault("33554432")
        long maxBytes();
    }

    interface Batch {
        /** How many records are processed together. */
        @WithDefault("32")
        int size();

        /** Batches grow up to this many records while a full one takes less than ten seconds. */
        OptionalInt most();

        /** How long a batch that is not full waits for more records. */
        @WithDefault("10ms")
        Duration linger();
    }

    interface Features {
        /**
         * The type of image features on a topic: {@code float16}, or {@code float32} for bit-identical answers.
         */
        @WithDefault("float16")
        String dtype();
    }

    interface Runtime {
        /** ONNX Runtime's execution provider: {@code cpu} or {@code cuda}. */
        @WithDefault("cpu")
        String provider();

        /** Index of the GPU. */
        @WithDefault("0")
        int deviceId();

        /** The most GPU memory, in bytes, for each graph of a model; 0 means no limit. */
        @WithDefault("0")
        long deviceMemory();

        /** The number of threads of a model's session; 0 means one per core that the process may use. */
        @WithDefault("0")
        int threads();

        /**
         * Which weights of a bundle to load: {@code auto} (the most precise), {@code fastest}, {@code fp32}, {@code fp16},
         * {@code int8}, {@code q4}, …, or {@code decoder=q4,vision=fp16}.
         */
        @WithDefault("auto")
        String dtype();

        /** With {@code fastest}: the largest share of the bundle's recorded answers that may change. */
        @WithDefault("0.02")
        double dtypeLoss();

        /** With {@code fastest}: where the measured times are kept, so that a service that starts again takes the same weights. */
        @WithDefault(".vlmstream/dtypes")
        Path dtypeTimes();

        /** How many answers a vision-language model generates in parallel. */
        @WithDefault("16")
        int slots();

        /** The most bytes for the prefix cache, which saves computing an image again for further questions. */
        @WithDefault("268435456")
        long prefixCacheBytes();

        /**
         * Whether a greedy answer that is generated alone may take several tokens a step where it repeats its prompt or itself; answers
         * stay the same.
         */
        @WithDefault("true")
        boolean speculation();
    }

    interface Remote {
        /** Which API keys may be sent to which servers, as {@code KEY=HOST}; see docs/remote-models.md. */
        Optional<List<String>> keys();

        /** How long a model behind an API may be away before its questions fail. */
        @WithDefault("30m")
        Duration patience();
    }

    /** Of services with an HTTP interface. */
    interface Http {
        /** Host names under which browsers may reach the service; see docs/security.md. */
        Optional<List<String>> hosts();
    }

    /** How ingest takes items over HTTP. */
    interface Items {
        /** How many requests may send JSON Lines to a replica at once; further ones get 429. */
        @WithDefault("8")
        int streams();

        /** The most bytes of a line. */
        @WithDefault("16777216")
        int lineBytes();

        /** The most bytes of JSON Lines in one request. */
        @WithDefault("17179869184")
        long bodyBytes();

        /** How many items per second a replica accepts over HTTP; no limit by default. */
        OptionalInt perSecond();
    }

    /** From where ingest may fetch datasets, for {@code POST /api/runs/{run}/datasets}. */
    interface Datasets {
        /**
         * Hosts from which ingest may fetch datasets over HTTP; {@code HOST:PORT} for ports other than 80 and 443.
         */
        Optional<List<String>> hosts();

        /** Buckets from which ingest may fetch datasets, with the image store's server and keys. */
        Optional<List<String>> buckets();

        /** The hub from which ingest may fetch datasets, such as {@code https://huggingface.co}. */
        Optional<URI> hub();

        /** Whether these hosts may have addresses that are not public. */
        @WithDefault("false")
        boolean privateAddresses();

        /** Where a replica keeps fetched files. The default is {@code datasets} in its state directory. */
        Optional<Path> directory();

        /** How many datasets may wait to be read; further ones get 429. */
        @WithDefault("16")
        int waiting();

        /** How long a replica that reads a dataset may be silent before another takes over. */
        @WithDefault("60s")
        Duration lease();
    }

    /** Notifications about runs, which scoring sends. */
    interface Notifications {
        /** Webhooks, as {@code ADDRESS=HOST}; see docs/notifications.md. */
        Optional<List<String>> webhooks();

        /** The environment variable or file with the key that signs webhooks. */
        Optional<String> signingKey();

        /** Notify when more than this share of a run's items failed for a model. */
        @WithDefault("0.05")
        double failedShare();

        /** Thresholds of metrics at which to notify, such as {@code accuracy>=0.8}. */
        Optional<List<String>> thresholds();
    }

    /** A schema registry, where there is one: -D or the environment sets it, see {@link ProcessEnvironment}. */
    interface Registry {
        /** A schema registry's address; see docs/topics.md. */
        Optional<String> url();

        /** Whether to write events in the registry's format, or only to read it. */
        @WithDefault("true")
        boolean write();
    }
}
