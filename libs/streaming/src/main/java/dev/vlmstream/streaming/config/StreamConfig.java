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
     * A properties file with Kafka client settings, which environment variables {@code VLMSTREAM_KAFKA_…} override; see
     * docs/operations.md.
     */
    Optional<Path> kafkaConfig();

    /**
     * This replica's name, unique among running replicas. If it stays the same, a restarted replica resumes its own work at once.
     * The default is host name and port.
     */
    Optional<String> instance();

    /**
     * The installation's name, the same for all of its services, which leave it in the topic installations. If another installation
     * has done so before, a service refuses to start. By default it does not look.
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

    /** How long a shutdown waits for batches in progress; batches that take longer are repeated. */
    @WithDefault("20s")
    Duration drainTime();

    /** Whether the process ends when its standard input does, and so with the process that started it. */
    @WithDefault("false")
    boolean exitWithParent();

    /** Directories of the model bundles that this process serves. */
    Optional<List<Path>> models();

    /** The bundles of a service that cannot do without. */
    default List<Path> requireModels() {
        return models().orElseThrow(() -> new IllegalStateException(
                "vlmstream.models is not set: name the directories of the bundles to serve, comma-separated"));
    }

    /** Base bundles of overlays, or directories with such bundles, if they are neither among the models nor beside the overlay. */
    Optional<List<Path>> bases();

    /** Where a model's base may be: among the bases, or the models. */
    default List<Path> allBases() {
        return Stream.concat(bases().stream(), models().stream())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * A directory in which bundles appear while a decode service is running, such as the checkpoints of a training. Move each there
     * as a whole; names that begin with a dot are ignored.
     */
    Optional<Path> checkpoints();

    /**
     * A decoder's input: {@code questions}, whose images it encodes itself, or {@code features} from an embed service.
     */
    @WithDefault("questions")
    String input();

    /** The bundle whose features a decoder reads. The default is its own. */
    Optional<String> encoder();

    /**
     * The models for which an embed service encodes images with this bundle, such as
     * {@code vlmstream.encodes."my-llava"=my-llava,my-llava-tuned}. The default is the bundle itself.
     */
    Map<String, List<String>> encodes();

    /** Where local state is kept. */
    @WithDefault(".vlmstream/state")
    Path stateDir();

    /** Scoring's liveness fails when its local state could not be used for this long; a restart rebuilds it. */
    @WithDefault("60s")
    Duration storagePatience();

    /** How long a record may wait for its run's manifest before it becomes a dead letter. */
    @WithDefault("30s")
    Duration manifestGrace();

    /** How many records may wait for manifests; further ones become dead letters at once. */
    @WithDefault("100000")
    int maxWaiting();

    /** How long a run waits for a model that no service has announced. Then it continues without the model; see docs/topics.md. */
    @WithDefault("10m")
    Duration modelGrace();

    /**
     * How long a model counts as served after its last announcement, which its service repeats three times in that time. Clocks of
     * machines that run commands may differ from the brokers' by less than this.
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
        /** Prefix of every topic, consumer group and transactional id, for clusters that several installations share. */
        Optional<String> prefix();

        /** The number of partitions of created topics, which limits how many replicas can share the work. */
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
         * The image store: a directory that all services share, {@code s3://BUCKET/PREFIX}, or {@code none}, in which case images travel
         * in the records.
         */
        @WithDefault(".vlmstream/images")
        String store();

        /** Images of at most this many bytes travel in the records even if there is a store. */
        @WithDefault("1024")
        int inlineBytes();

        /** The address of an S3-compatible server other than Amazon's. */
        Optional<URI> s3Endpoint();

        /** The bucket's region. The default is the one that Amazon's SDK finds, or {@code us-east-1} for another server. */
        Optional<String> s3Region();

        /** This replica's directory for copies of images from a bucket. */
        @WithDefault(".vlmstream/image-cache")
        Path cache();

        /** The most bytes that these copies may take, or 0 for none; the least recently used are removed first. */
        @WithDefault("1073741824")
        long cacheBytes();

        /** Directories from which the services may read images at {@code file:} addresses; by default none. */
        Optional<List<Path>> roots();

        /**
         * Hosts from which the services may read images over HTTP, on ports 80 and 443 or, as {@code HOST:PORT}, on another port; by
         * default none.
         */
        Optional<List<String>> httpHosts();

        /** How long fetching an image over HTTP may take, from resolving the host to the last byte. */
        @WithDefault("30s")
        Duration timeout();

        /** Images with more pixels are refused before they are decoded. */
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

        /** Full batches that take less than ten seconds grow up to this many records; by default they do not grow. */
        OptionalInt most();

        /** How long a batch that is not full waits for more records. */
        @WithDefault("10ms")
        Duration linger();
    }

    interface Features {
        /**
         * The type of image features on a topic: {@code float16} takes half as many bytes, {@code float32} gives bit-identical
         * answers.
         */
        @WithDefault("float16")
        String dtype();
    }

    interface Runtime {
        /** ONNX Runtime's execution provider: {@code cpu} or {@code cuda}. */
        @WithDefault("cpu")
        String provider();

        /** Index of the GPU, if there are several. */
        @WithDefault("0")
        int deviceId();

        /** The most GPU memory, in bytes, that each graph of a model may take; 0 means no limit. */
        @WithDefault("0")
        long deviceMemory();

        /** The number of threads of a model's session; 0 means one per core. */
        @WithDefault("0")
        int threads();

        /** Which weights of a bundle to load: {@code auto}, {@code fp32}, {@code fp16}, {@code int8}, {@code q4}, …, or {@code decoder=q4,vision=fp16}. */
        @WithDefault("auto")
        String dtype();

        /** How many answers a vision-language model generates in parallel. */
        @WithDefault("16")
        int slots();

        /** The most bytes for the prefix cache, which saves computing an image again for further questions; 0 means no cache. */
        @WithDefault("268435456")
        long prefixCacheBytes();
    }

    interface Remote {
        /** Which API keys may be sent to which servers, besides the vendors' own, as {@code KEY=HOST}; see docs/remote-models.md. */
        Optional<List<String>> keys();

        /** How long a model behind an API may be away before its questions fail. */
        @WithDefault("30m")
        Duration patience();
    }

    /** Of services with an HTTP interface. */
    interface Http {
        /** Host names, without ports, under which browsers may reach the service, besides localhost and numeric addresses. */
        Optional<List<String>> hosts();
    }

    /** How ingest takes items over HTTP. */
    interface Items {
        /** How many requests may send JSON Lines to a replica at once; further ones get 429. */
        @WithDefault("8")
        int streams();

        /** The most bytes of a line; upload larger images to the image store first, or send them as a form. */
        @WithDefault("16777216")
        int lineBytes();

        /** The most bytes of JSON Lines in one request. */
        @WithDefault("17179869184")
        long bodyBytes();

        /** How many items per second a replica accepts over HTTP; by default there is no limit. */
        OptionalInt perSecond();
    }

    /** From where ingest may fetch datasets, for {@code POST /api/runs/{run}/datasets}. */
    interface Datasets {
        /**
         * Hosts from which ingest may fetch datasets over HTTP, on ports 80 and 443 or, as {@code HOST:PORT}, on another port; by default
         * none.
         */
        Optional<List<String>> hosts();

        /** Buckets from which ingest may fetch datasets at {@code s3:} addresses, with the image store's server and keys; by default none. */
        Optional<List<String>> buckets();

        /** The hub from which ingest may fetch {@code hf:} datasets, such as {@code https://huggingface.co}; by default none. */
        Optional<URI> hub();

        /** Whether these hosts may have addresses that are not public. */
        @WithDefault("false")
        boolean privateAddresses();

        /** Where a replica keeps fetched files while it reads them. The default is {@code datasets} in its state directory. */
        Optional<Path> directory();

        /** How many datasets may wait for a replica to read them; further ones get 429. */
        @WithDefault("16")
        int waiting();

        /** How long the replica that reads a dataset may be silent before another one takes over. */
        @WithDefault("60s")
        Duration lease();
    }

    /** Notifications about runs, which scoring sends. */
    interface Notifications {
        /** Webhooks that scoring posts to, as {@code ADDRESS=HOST} or {@code ADDRESS=slack:HOST}; see docs/notifications.md. */
        Optional<List<String>> webhooks();

        /** The environment variable, or the absolute path of a file, with the key that signs webhooks. */
        Optional<String> signingKey();

        /** Scoring notifies when more than this share of a run's items failed for a model. */
        @WithDefault("0.05")
        double failedShare();

        /** Thresholds of metrics at which scoring notifies, such as {@code accuracy>=0.8} or {@code top5<=0.5}. */
        Optional<List<String>> thresholds();
    }

    /** A schema registry, where there is one: -D or the environment sets it, see {@link ProcessEnvironment}. */
    interface Registry {
        /** A schema registry's address, such as {@code http://localhost:8080/apis/registry/v3}; only by -D or the environment. */
        Optional<String> url();

        /** Whether to write events in the registry's format, or only to read it; only by -D or the environment. */
        @WithDefault("true")
        boolean write();
    }
}
