package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.index.DiskFault;
import dev.vlmstream.scoring.index.IndexException;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.index.StorageHealth;
import dev.vlmstream.scoring.ledger.OtherLayoutException;
import dev.vlmstream.scoring.ledger.ScoringCounters;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.readmodel.RecordFetcher;
import dev.vlmstream.scoring.readmodel.ScoreTexts;
import dev.vlmstream.scoring.readmodel.TopicFollower;
import dev.vlmstream.scoring.topology.CommitPace;
import dev.vlmstream.scoring.topology.InputTopics;
import dev.vlmstream.scoring.topology.PoisonRecords;
import dev.vlmstream.scoring.topology.ScoringTopology;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.health.FencingWatch;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.kafka.Tracing;
import dev.vlmstream.streaming.loop.Loops;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the follower of topics and the topology as soon as Kafka can be reached, and ends them in order. */
@ApplicationScoped
public class ScoringService {
    private static final Logger LOG = Logger.getLogger(ScoringService.class);
    /** Looking at the topics takes a client of Kafka's, whose start is not to be taken for progress (local.process.StartupProgress). */
    private static final Duration RETRY_AT_MOST_AFTER = Duration.ofSeconds(8);

    private static final Duration SHUTDOWN = Duration.ofSeconds(15);
    private static final ByteArrayDeserializer BYTES = new ByteArrayDeserializer();

    private final StreamConfig config;
    private final KafkaSettings settings;
    private final Loops loops;
    private final Tracing tracing;
    private final MeterRegistry registry;
    private final ScoringCounters counters = new ScoringCounters();
    private final FencingWatch fencing = new FencingWatch();
    private final ScoreIndex index;
    private final StorageHealth storage;
    private final ReadModel readModel;
    private final RecordFetcher reader = new RecordFetcher(this::readerOfSingleRecords);
    private final TopicFollower follower;
    private final Thread followerThread;
    private final Thread starter = new Thread(this::startWhenPossible, "scoring-start");

    @ConfigProperty(name = "quarkus.http.host")
    String httpHost;

    @ConfigProperty(name = "quarkus.http.port")
    int httpPort;

    private volatile boolean stopping;
    private final ThreadReplacement deaths;
    private volatile @Nullable KafkaStreams streams;
    private volatile @Nullable StreamsMeters meters;
    private volatile @Nullable Throwable startFailure;
    private volatile String startTrouble = "";

    public ScoringService(
            StreamConfig config, KafkaSettings settings, Loops loops, Tracing tracing, MeterRegistry registry) {
        this.config = config;
        this.settings = settings;
        this.loops = loops;
        this.tracing = tracing;
        this.registry = registry;
        this.deaths = new ThreadReplacement(fencing, settings.member(StreamsSettings.group(settings)));
        this.index = ScoreIndex.open(config.stateDir().resolve("scoring-index-" + settings.instance()));
        this.storage = new StorageHealth(this::lookAtStorage, config.storagePatience(), System::nanoTime);
        this.readModel = new ReadModel(index);
        this.follower = new TopicFollower(this::followerConsumer, settings::name, readModel);
        this.followerThread = new Thread(follower, "scoring-follower");
    }

    @Produces
    @Singleton
    ReadModel readModel() {
        return readModel;
    }

    @Produces
    @Singleton
    ScoreTexts texts() {
        return new ScoreTexts(reader, settings::name, readModel);
    }

    @Produces
    @Singleton
    StorageHealth storage() {
        return storage;
    }

    private void lookAtStorage() {
        index.check();
        Path state = StreamsSettings.directory(config, settings);
        if (streams != null && !Files.isDirectory(state)) {
            NoSuchFileException gone = new NoSuchFileException(state.toString());
            throw new IndexException(DiskFault.of("cannot write below", state, gone), gone);
        }
    }

    ScoringCounters counters() {
        return counters;
    }

    @Produces
    @Singleton
    TopicFollower follower() {
        return follower;
    }

    FencingWatch fencing() {
        return fencing;
    }

    /** Whether all topics were read, and the state of all of this replica's partitions is here. */
    boolean isUpToDate() {
        KafkaStreams running = streams;
        return running != null && running.state() == KafkaStreams.State.RUNNING && follower.isCaughtUp();
    }

    /** Null until Kafka was reached. */
    @Nullable
    KafkaStreams streams() {
        return streams;
    }

    /** Why the start was given up; null if it was not. */
    @Nullable
    Throwable startFailure() {
        return startFailure;
    }

    /** Why the topology cannot be started yet; empty if nothing is in its way. */
    String startTrouble() {
        return startTrouble;
    }

    /** Of what the topology's last thread died; empty if none has. */
    String lastDeath() {
        return deaths.last();
    }

    void start(@Observes StartupEvent event) {
        starter.setUncaughtExceptionHandler((thread, cause) -> {
            LOG.errorf(cause, "the start was given up");
            startFailure = cause;
        });
        starter.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        starter.interrupt();
        starter.join(SHUTDOWN.toMillis());
        if (streams != null && !streams.close(SHUTDOWN)) {
            LOG.warnf("the topology did not end in %s; its last transaction will be done again", SHUTDOWN);
        }
        if (meters != null) {
            meters.close();
        }
        follower.stop();
        followerThread.join(SHUTDOWN.toMillis());
        reader.close();
        index.close();
    }

    private void startWhenPossible() {
        Duration retryAfter = Duration.ofSeconds(1);
        while (!stopping) {
            try {
                loops.ensureTopics();
                startStreams(InputTopics.find(settings, config.topics().prefix().orElse("")));
                return;
            } catch (RuntimeException e) {
                String trouble = String.valueOf(e.getMessage());
                if (!trouble.equals(startTrouble) && !stopping) {
                    startTrouble = trouble;
                    LOG.errorf("not started yet: %s; trying again", trouble);
                }
                pause(retryAfter);
                Duration next = retryAfter.multipliedBy(2);
                retryAfter = next.compareTo(RETRY_AT_MOST_AFTER) < 0 ? next : RETRY_AT_MOST_AFTER;
            }
        }
    }

    private void startStreams(InputTopics inputs) {
        PoisonRecords poison = PoisonRecords.open(
                config.stateDir().resolve("scoring-suspects-" + settings.instance()), inputs.partitions());
        Properties properties = StreamsSettings.of(config, settings);
        // Not again with each try: a meter that is registered stays the one that is read.
        meters = meters == null
                ? new StreamsMeters(registry, StreamsSettings.group(settings), inputs, counters)
                : meters;
        CommitPace pace = new CommitPace();
        KafkaStreams created = new KafkaStreams(
                ScoringTopology.build(inputs, readModel, poison, counters, pace, tracing),
                properties,
                meters.clients(pace));
        created.setUncaughtExceptionHandler(deaths);
        if (stopping) {
            return;
        }
        followerThread.start();
        streams = created;
        created.start();
        meters.bind(created);
        LOG.infof(
                "scoring, instance %s: %d partitions at %s, http://%s:%d",
                settings.instance(), inputs.partitions(), settings.cluster().bootstrap(), httpHost, httpPort);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            // Only stop() interrupts; the loop sees that it is time to end.
            LOG.debug("start given up");
        }
    }

    private Consumer<byte[], byte[]> followerConsumer(Duration fetchWait) {
        return new KafkaConsumer<>(consumer(1024 * 1024, 2000, fetchWait), BYTES, BYTES);
    }

    private Consumer<byte[], byte[]> readerOfSingleRecords() {
        // What it reads is there. A consumer requests more at once, and at a partition's end that request would hold up
        // the next partition's for half a second.
        return new KafkaConsumer<>(consumer(256 * 1024, 500, Duration.ofMillis(5)), BYTES, BYTES);
    }

    private Map<String, Object> consumer(int fetchBytes, int pollRecords, Duration fetchWait) {
        Map<String, Object> consumer = new HashMap<>(settings.common());
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytes);
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords);
        consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) fetchWait.toMillis());
        return consumer;
    }

    /**
     * Replaces a thread that died, whatever of; when they die in a row, gives up, and liveness fails. More deaths in a row than one
     * record may cause.
     */
    private static final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
        private static final int TOO_MANY = 10;
        private static final Duration WITHIN = Duration.ofMinutes(2);

        private final FencingWatch fencing;
        private final String member;
        private final Deque<Long> deaths = new ArrayDeque<>();
        private String last = "";

        /** @param member this replica's name in its group */
        ThreadReplacement(FencingWatch fencing, String member) {
            this.fencing = fencing;
            this.member = member;
        }

        @Override
        public synchronized StreamThreadExceptionResponse handle(Throwable cause) {
            fencing.saw(member, cause);
            long now = System.nanoTime();
            Throwable root = root(cause);
            last = String.valueOf(root == cause ? cause : cause + ": " + root.getMessage());
            if (root instanceof OtherLayoutException) {
                LOG.errorf("scoring ends: %s", root.getMessage());
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            deaths.addLast(now);
            while (now - deaths.getFirst() > WITHIN.toNanos()) {
                deaths.removeFirst();
            }
            if (deaths.size() >= TOO_MANY) {
                LOG.errorf(cause, "scoring ends: %d threads died within %s", deaths.size(), WITHIN);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            LOG.errorf(cause, "a thread died and is replaced; it continues from the last commit");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }

        private static Throwable root(Throwable cause) {
            Throwable root = cause;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return root;
        }

        /** Of what the last thread died; empty if none has. */
        synchronized String last() {
            return last;
        }
    }
}
