package dev.vlmstream.streaming.health;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is known of a loop from outside: what it does, how old the batch is that it works on, and what is measured. */
public final class LoopMonitor {
    public static final int NOT_IN_GROUP = -1;
    private static final Logger LOG = Logger.getLogger(LoopMonitor.class);

    private final String name;
    private final String topic;
    private final LoopMeters meters;
    private final FencingWatch fencing = new FencingWatch();
    private final Silence lagSilence = new Silence(System::nanoTime);
    private volatile long begunAt;
    private volatile boolean inFlight;
    private volatile boolean open;
    private volatile @Nullable Throwable failure;
    private volatile String trouble = "";
    private volatile Moment moment = new Moment(Phase.OPENING, System.nanoTime());
    private volatile int partitions;

    /** A phase since a time of {@link System#nanoTime}. */
    record Moment(Phase phase, long since) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    /** @param topic that the loop reads */
    public LoopMonitor(String name, String topic, MeterRegistry registry) {
        this.name = name;
        this.topic = topic;
        this.meters = new LoopMeters(name, topic, registry, this::oldestBatch);
    }

    public String name() {
        return name;
    }

    String topic() {
        return topic;
    }

    /** Age of the batch in flight; zero if there is none. */
    public Duration oldestBatch() {
        return inFlight ? Duration.ofNanos(System.nanoTime() - begunAt) : Duration.ZERO;
    }

    /** Whether the loop has reached Kafka and not ended by an error. */
    public boolean isOpen() {
        return open && failure == null;
    }

    /** Why the loop begins again; empty once it has reached Kafka. */
    String trouble() {
        return trouble;
    }

    /** The loop begins again, because of this. */
    public void beginsAgain(Throwable cause) {
        trouble = cause.toString();
        enter(Phase.RECOVERING);
    }

    /** Why the loop ended; null while it has not. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Whether others put this loop out of its group again and again. */
    public FencingWatch fencing() {
        return fencing;
    }

    /** What the loop is doing, for how long, and of how many partitions; and that Kafka is silent, if it is. */
    public String describe() {
        Moment now = moment;
        return now.phase().text() + " for " + now.age().toSeconds() + " s, " + partitions + " partitions"
                + lagSilence
                        .unusual()
                        .map(silent -> "; Kafka has not told its lag for " + silent.toSeconds() + " s")
                        .orElse("");
    }

    public LoopMeters meters() {
        return meters;
    }

    /** The cluster has told how far the group is behind in this loop's partitions. */
    void lag(long behind) {
        lagSilence.answered();
        meters.lag(behind);
    }

    Moment moment() {
        return moment;
    }

    public void enter(Phase phase) {
        moment = new Moment(phase, System.nanoTime());
    }

    public void opened() {
        open = true;
        trouble = "";
        partitions = 0;
        enter(Phase.JOINING);
    }

    /** The group has assigned this many partitions to this loop; it may be none, or {@link #NOT_IN_GROUP}. */
    public void assigned(int count) {
        LOG.infof(
                "%s: %s",
                name, count == NOT_IN_GROUP ? "removed from its group, joining again" : count + " partitions");
        partitions = Math.max(0, count);
        if (count == NOT_IN_GROUP) {
            enter(Phase.JOINING);
        } else if (moment.phase() == Phase.JOINING) {
            enter(Phase.READING);
        }
    }

    /** A poll begins. Until it brings something, a loop that joins or stalls keeps doing so. */
    public void polling() {
        Phase phase = moment.phase();
        if (phase != Phase.JOINING && phase != Phase.STALLED) {
            enter(Phase.READING);
        }
    }

    /** A poll brought nothing: of records that wait, or because there are none. */
    public void idle(boolean recordsWait) {
        Phase phase = moment.phase();
        if (phase == Phase.READING && recordsWait) {
            enter(Phase.STALLED);
        } else if (phase == Phase.STALLED && !recordsWait) {
            enter(Phase.READING);
        }
    }

    /** Whether the loop is in this phase, and has been for longer than so. */
    public boolean isLongerIn(Phase phase, Duration limit) {
        Moment now = moment;
        return now.phase() == phase && now.age().compareTo(limit) > 0;
    }

    public void begin(int size) {
        enter(Phase.WORKING);
        begunAt = System.nanoTime();
        inFlight = true;
        meters.begun(size);
    }

    public void end() {
        inFlight = false;
        meters.ended(Duration.ofNanos(System.nanoTime() - begunAt));
    }

    /** Of several records that are under way for as long as each takes, the oldest began then; empty: none is under way. */
    public void underWay(OptionalLong since) {
        enter(Phase.WORKING);
        begunAt = since.orElse(begunAt);
        inFlight = since.isPresent();
    }

    /** So many of them are done and committed together, the oldest of which began then. */
    public void done(int size, long since) {
        meters.begun(size);
        meters.ended(Duration.ofNanos(System.nanoTime() - since));
    }

    public void failed(Throwable cause) {
        failure = cause;
    }

    /** What a loop is doing just now, and how long that may take before someone should look. */
    public enum Phase {
        OPENING("reaching Kafka", Duration.ofSeconds(10)),
        JOINING("joining its group", Duration.ofSeconds(10)),
        READING("reading", Duration.ofSeconds(10)),
        STALLED("reading nothing although records wait", Duration.ofSeconds(10)),
        WORKING("working on a batch", Duration.ofSeconds(60)),
        COMMITTING("committing a batch", Duration.ofSeconds(10)),
        RECOVERING("closing, to begin again", Duration.ofSeconds(10)),
        ENDED("ended", Duration.ofDays(10_000));

        private final String text;
        private final Duration patience;

        Phase(String text, Duration patience) {
            this.text = text;
            this.patience = patience;
        }

        /** In words, for logs and health. */
        public String text() {
            return text;
        }

        /** Beyond this, the log says so. */
        Duration patience() {
            return patience;
        }
    }
}
