package dev.vlmstream.local;

import dev.vlmstream.local.process.Ports.PortChoice;
import dev.vlmstream.local.process.ProcessLog;
import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.local.process.Supervision.LifeLimits;
import dev.vlmstream.schemas.services.ServiceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to start, and where. Made by {@link #of} and changed by the {@code with} methods.
 *
 * @param home the directory that the project lies in, with the services' jars
 * @param data where broker, logs and state are kept, over restarts
 * @param kafka the cluster to use; {@link Kafka#OWN} starts a broker
 * @param ports where processes listen that others than this stack ask
 * @param models which bundles answer
 * @param imageRoots directories from which images may be read by {@code file:} address
 * @param services how the services run
 */
public record StackConfig(
        Path home, Path data, Kafka kafka, PortWishes ports, Models models, List<Path> imageRoots, Services services) {
    /** What a Java array can hold of a decoded image. */
    public static final int MOST_MEGAPIXELS = 500;

    private static final String MAX_PIXELS = "vlmstream.images.max-pixels";
    /** Of heap, of which one image may take a third: 4 bytes per pixel, as most formats need. */
    private static final int BYTES_PER_PIXEL = 12;
    /** The part of the data directory that processes keep over restarts. */
    static final String STATE = "state";

    static final String TEMPORARY = "tmp";

    public static final String LOGS = "logs";
    public static final String IMAGES = "images";
    /** Where it keeps how fast models answered in each dtype. */
    public static final String DTYPES = "dtypes";

    /**
     * A Kafka cluster.
     *
     * @param bootstrap host:port of an existing one; null: a broker of the stack's own
     * @param prefix put before the names of topics and groups; empty for none
     * @param config a file of Kafka client settings, for the services and whoever uses the stack
     */
    public record Kafka(@Nullable String bootstrap, String prefix, Optional<Path> config) {
        public static final Kafka OWN = new Kafka(null, "", Optional.empty());

        public Kafka {
            Objects.requireNonNull(prefix, "prefix");
            config = config.map(file -> file.toAbsolutePath().normalize());
        }

        /** Whether the stack has a broker of its own. */
        boolean isOwn() {
            return bootstrap == null;
        }
    }

    /**
     * Where processes listen that others than this stack ask, in its first start; later ones take the same again.
     *
     * @param page of the scoring service
     * @param broker of Kafka
     * @param ingest of the ingest service
     */
    public record PortWishes(PortChoice page, PortChoice broker, PortChoice ingest) {
        /** Any that are free: so many stacks as one likes run side by side. */
        static final PortWishes ANY = new PortWishes(PortChoice.ANY, PortChoice.ANY, PortChoice.ANY);

        /** Of the first process of a service; further ones cannot listen on the same. */
        PortChoice of(ServiceKind kind) {
            return kind.equals(ServiceKind.SCORING) ? page : kind.equals(ServiceKind.INGEST) ? ingest : PortChoice.ANY;
        }
    }

    /**
     * Directories of model bundles.
     *
     * @param embed dual encoders and classifiers; the embed service runs if there are any
     * @param decode vision-language models; the decode service runs if there are any
     * @param encode those of them whose vision encoders run in the embed service; decode then takes features
     * @param judge sentence encoders and models that write; the judge service runs if there are any
     * @param bases what overlays among them are over
     */
    public record Models(List<Path> embed, List<Path> decode, List<Path> encode, List<Path> judge, List<Path> bases) {
        static final Models NONE = new Models(List.of(), List.of(), List.of(), List.of(), List.of());

        public Models {
            embed = List.copyOf(embed);
            decode = List.copyOf(decode);
            encode = List.copyOf(encode);
            judge = List.copyOf(judge);
            bases = List.copyOf(bases);
            if (!decode.containsAll(encode)) {
                throw new IllegalArgumentException("of " + encode + " not all are among the decoders " + decode);
            }
        }

        /** What that service is started with; none for one that needs no models. */
        List<Path> of(ServiceKind kind) {
            return switch (kind.id()) {
                case "embed" -> Stream.concat(embed.stream(), encode.stream()).toList();
                case "decode" -> decode;
                case "judge" -> judge;
                default -> List.of();
            };
        }
    }

    /**
     * How the services run.
     *
     * @param instances how many processes of each; 1 where none is given, 0 leaves a service out
     * @param properties further configuration, by key
     * @param restarting whether processes that die or hang are started again
     * @param patience how long they may make no progress before they are ready
     * @param startTimeout how long all of them may take to become ready, progress or not; empty for no limit
     * @param life when one that runs counts as hung
     * @param logs how much is kept of what each writes
     * @param archivingClasses whether each writes its archive of classes when it ends, for faster starts
     */
    public record Services(
            Map<ServiceKind, Integer> instances,
            Map<String, String> properties,
            boolean restarting,
            Duration patience,
            Optional<Duration> startTimeout,
            LifeLimits life,
            LogLimit logs,
            boolean archivingClasses) {
        static final Services DEFAULT = new Services(
                Map.of(),
                Map.of(),
                true,
                Duration.ofSeconds(90),
                Optional.empty(),
                LifeLimits.DEFAULT,
                LogLimit.DEFAULT,
                false);

        public Services {
            instances = Map.copyOf(instances);
            properties = Map.copyOf(properties);
            instances.forEach((kind, count) -> {
                if (count < 0) {
                    throw new IllegalArgumentException("cannot start " + count + " instances of " + kind.id());
                }
            });
        }

        Services with(Map<ServiceKind, Integer> counts, Map<String, String> configured) {
            return new Services(counts, configured, restarting, patience, startTimeout, life, logs, archivingClasses);
        }

        Services with(boolean again, LifeLimits limits) {
            return new Services(instances, properties, again, patience, startTimeout, limits, logs, archivingClasses);
        }

        Services with(Duration still, Optional<Duration> limit) {
            return new Services(instances, properties, restarting, still, limit, life, logs, archivingClasses);
        }

        Services with(LogLimit limit) {
            return new Services(
                    instances, properties, restarting, patience, startTimeout, life, limit, archivingClasses);
        }

        Services archiving() {
            return new Services(instances, properties, restarting, patience, startTimeout, life, logs, true);
        }
    }

    public StackConfig {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        imageRoots = List.copyOf(imageRoots);
    }

    /** One process of each service, with a broker of its own, and no models. */
    public static StackConfig of(Path home, Path data) {
        return new StackConfig(home, data, Kafka.OWN, PortWishes.ANY, Models.NONE, List.of(), Services.DEFAULT);
    }

    /** Uses that cluster instead of a broker of its own. */
    public StackConfig external(String bootstrap) {
        return with(new Kafka(bootstrap, kafka.prefix(), kafka.config()));
    }

    public StackConfig withTopicPrefix(String prefix) {
        return with(new Kafka(kafka.bootstrap(), prefix, kafka.config()));
    }

    /** Reaches the cluster with these client settings. */
    public StackConfig withKafkaConfig(Path file) {
        return with(new Kafka(kafka.bootstrap(), kafka.prefix(), Optional.of(file)));
    }

    private StackConfig with(Kafka cluster) {
        return new StackConfig(home, data, cluster, ports, models, imageRoots, services);
    }

    /** That port for the page, and no other. */
    public StackConfig withPort(int page) {
        return with(new PortWishes(PortChoice.exactly(page), ports.broker(), ports.ingest()));
    }

    /** These ports, each if it is free, else any. */
    public StackConfig preferringPorts(int page, int broker, int ingest) {
        return with(new PortWishes(
                PortChoice.preferring(page), PortChoice.preferring(broker), PortChoice.preferring(ingest)));
    }

    private StackConfig with(PortWishes where) {
        return new StackConfig(home, data, kafka, where, models, imageRoots, services);
    }

    public StackConfig withModels(List<Path> embed, List<Path> decode) {
        return with(new Models(embed, decode, List.of(), models.judge(), models.bases()));
    }

    /** Lets the embed service run the vision encoders of these of its vision-language models. */
    public StackConfig withEncoders(List<Path> encode) {
        return with(new Models(models.embed(), models.decode(), encode, models.judge(), models.bases()));
    }

    /** Lets these bundles judge answers; a bundle may answer and judge. */
    public StackConfig withJudges(List<Path> judge) {
        return with(new Models(models.embed(), models.decode(), models.encode(), judge, models.bases()));
    }

    /** The bundles that overlays among the models are over, whether they answer themselves or not. */
    public StackConfig withBases(List<Path> bases) {
        return with(new Models(models.embed(), models.decode(), models.encode(), models.judge(), bases));
    }

    private StackConfig with(Models bundles) {
        return new StackConfig(home, data, kafka, ports, bundles, imageRoots, services);
    }

    public StackConfig withImageRoots(List<Path> roots) {
        return new StackConfig(home, data, kafka, ports, models, roots, services);
    }

    private StackConfig with(Services how) {
        return new StackConfig(home, data, kafka, ports, models, imageRoots, how);
    }

    /** This many processes of that service; 0 leaves it out. */
    public StackConfig withInstances(ServiceKind kind, int count) {
        Map<ServiceKind, Integer> changed = new HashMap<>(services.instances());
        changed.put(kind, count);
        return with(services.with(changed, services.properties()));
    }

    /** Sets a configuration key of all services, e.g. {@code vlmstream.batch.size}. */
    public StackConfig withProperty(String key, String value) {
        Map<String, String> changed = new TreeMap<>(services.properties());
        changed.put(key, value);
        return with(services.with(services.instances(), changed));
    }

    /** Lets images have that many million pixels, and the services that decode them the memory for it. */
    public StackConfig withLargestImage(int megapixels) {
        return withProperty(MAX_PIXELS, String.valueOf(megapixels * 1_000_000L));
    }

    /** The most heap that a service takes. */
    int heapMegabytes(ServiceKind kind) {
        String pixels = services.properties().get(MAX_PIXELS);
        boolean decodes = kind.needsModels() && kind.images();
        return pixels == null || !decodes
                ? kind.heapMegabytes()
                : Math.max(kind.heapMegabytes(), (int) (Long.parseLong(pixels) * BYTES_PER_PIXEL >> 20) + 1);
    }

    /** Leaves processes that die dead, so that a test decides when they come back. */
    public StackConfig withoutRestarts() {
        return with(services.with(false, services.life()));
    }

    /** Other limits for when a process that runs counts as hung. */
    public StackConfig withLife(LifeLimits life) {
        return with(services.with(services.restarting(), life));
    }

    /** How long processes may make no progress before they are ready. */
    public StackConfig withPatience(Duration patience) {
        return with(services.with(patience, services.startTimeout()));
    }

    /** However they get on, all have to be ready after that time. */
    public StackConfig withStartTimeout(Duration limit) {
        return with(services.with(services.patience(), Optional.of(limit)));
    }

    /** How much is kept of each process's log. */
    public StackConfig withLogs(LogLimit logs) {
        return with(services.with(logs));
    }

    /** Lets each service write its archive of classes when it ends; later stacks start from it. */
    public StackConfig archivingClasses() {
        return with(services.archiving());
    }

    /** How many processes of a service: none of one that needs models where there are none for it. */
    int count(ServiceKind kind) {
        boolean idle = kind.needsModels() && models.of(kind).isEmpty();
        return idle ? 0 : services.instances().getOrDefault(kind, 1);
    }

    /** @throws StackException if the jar of a service that is to run is not built */
    void requireBuilt() {
        for (ServiceKind kind : ServiceKind.all()) {
            Path jar = kind.jar(home);
            if (count(kind) > 0 && !Files.isRegularFile(jar)) {
                throw new StackException("the " + kind.id() + " service is not built: " + jar
                        + " is missing; run ./mvnw -DskipTests package");
            }
        }
    }

    /** What a process keeps over restarts. */
    public Path state(String process) {
        return data.resolve(STATE).resolve(process);
    }

    /** Where a process puts temporary files. */
    Path temporary(String process) {
        return data.resolve(TEMPORARY).resolve(process);
    }

    ProcessLog log(String process) {
        return new ProcessLog(data.resolve(LOGS).resolve(process + ".log"), services.logs());
    }
}
