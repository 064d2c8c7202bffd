package dev.vlmstream.streaming.health;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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
    private volatile Moment moment = new Moment(LoopPhase.OPENING, System.nanoTime());
    private volatile int partitions;

    /** A phase since a time of {@link System#nanoTime}. */
    record Moment(LoopPhase phase, long since) {
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

    /** The loop's name. */
    public String name() {
        return name;
    }

    /** The topic that it reads. */
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

    public void enter(LoopPhase phase) {
        moment = new Moment(phase, System.nanoTime());
    }

    public void opened() {
        open = true;
        partitions = 0;
        enter(LoopPhase.JOINING);
    }

    /** The group has assigned this many partitions to this loop; it may be none, or {@link #NOT_IN_GROUP}. */
    public void assigned(int count) {
        LOG.infof(
                "%s: %s", name, count == NOT_IN_GROUP ? "put out of its group, joining again" : count + " partitions");
        partitions = Math.max(0, count);
        if (count == NOT_IN_GROUP) {
            enter(LoopPhase.JOINING);
        } else if (moment.phase() == LoopPhase.JOINING) {
            enter(LoopPhase.READING);
        }
    }

    /** A poll begins. Until it brings something, a loop that joins or stalls keeps doing so. */
    public void polling() {
        LoopPhase phase = moment.phase();
        if (phase != LoopPhase.JOINING && phase != LoopPhase.STALLED) {
            enter(LoopPhase.READING);
        }
    }

    /** A poll brought nothing: of records that wait, or because there are none. */
    public void idle(boolean recordsWait) {
        LoopPhase phase = moment.phase();
        if (phase == LoopPhase.READING && recordsWait) {
            enter(LoopPhase.STALLED);
        } else if (phase == LoopPhase.STALLED && !recordsWait) {
            enter(LoopPhase.READING);
        }
    }

    /** Whether the loop is in this phase, and has been for longer than so. */
    public boolean isLongerIn(LoopPhase phase, Duration limit) {
        Moment now = moment;
        return now.phase() == phase && now.age().compareTo(limit) > 0;
    }

    public void begin(int size) {
        enter(LoopPhase.WORKING);
        begunAt = System.nanoTime();
        inFlight = true;
        meters.begun(size);
    }

    public void end() {
        inFlight = false;
        meters.ended(Duration.ofNanos(System.nanoTime() - begunAt));
    }

    public void failed(Throwable cause) {
        failure = cause;
    }
}
