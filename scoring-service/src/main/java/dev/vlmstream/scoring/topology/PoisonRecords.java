package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.index.DiskFault;
import dev.vlmstream.streaming.loop.Quarantine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Finds the record that brings a thread or the whole process down. Which record each partition works on stands in a file that
 * is mapped into memory and so outlives the process, however it ends. A record that was being worked on when its thread or the
 * process ended is a suspect: it is worked on alone from then on, and after {@link #ATTEMPTS} attempts set aside.
 */
public final class PoisonRecords {
    /** How often a record may bring its thread or the process down. */
    static final int ATTEMPTS = Quarantine.MOST_ATTEMPTS;

    private static final Logger LOG = Logger.getLogger(PoisonRecords.class);
    private static final long MAGIC = 0x564c4d5375733031L;
    private static final int HEADER = Long.BYTES + Integer.BYTES;
    private static final int SLOT = Integer.BYTES + Long.BYTES;
    private static final int SUSPECT = 3 * Integer.BYTES + Long.BYTES;
    private static final int MOST_SUSPECTS = 500;

    private final ByteBuffer memory;
    private final int partitions;
    private final Map<Location, Integer> attempts = new LinkedHashMap<>();
    private final ReadWriteLock alone = new ReentrantReadWriteLock();
    private volatile boolean any;

    /** Where a record lies. */
    private record Location(int topic, int partition, long offset) {
        @Override
        public String toString() {
            return InputTopics.TOPICS.get(topic).topicName() + "-" + partition + "@" + offset;
        }
    }

    private PoisonRecords(ByteBuffer memory, int partitions) {
        this.memory = memory;
        this.partitions = partitions;
        read();
        for (int partition = 0; partition < partitions; partition++) {
            suspect(partition);
        }
    }

    /**
     * What an earlier process left, or an empty file.
     *
     * @param partitions of the inputs
     */
    public static PoisonRecords open(Path file, int partitions) {
        int size = HEADER + partitions * SLOT + Integer.BYTES + MOST_SUSPECTS * SUSPECT;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (!isOf(channel, partitions, size)) {
                    clear(channel, partitions, size);
                }
                MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
                return new PoisonRecords(memory, partitions);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(DiskFault.of("cannot keep", file, e), e);
        }
    }

    private static boolean isOf(FileChannel channel, int partitions, int size) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        return channel.size() == size
                && channel.read(header, 0) == HEADER
                && header.flip().getLong() == MAGIC
                && header.getInt() == partitions;
    }

    /** Writes all of it: a mapped byte that has no room on the disk would end the process. */
    private static void clear(FileChannel channel, int partitions, int size) throws IOException {
        channel.truncate(0);
        ByteBuffer empty =
                ByteBuffer.allocate(size).putLong(MAGIC).putInt(partitions).position(0);
        while (empty.hasRemaining()) {
            channel.write(empty);
        }
    }

    /**
     * Works on a record.
     *
     * @param work as always; what it throws, but for Kafka's own exceptions, is held against the record
     * @param setAside instead of that, once it was attempted too often
     */
    void work(Topic topic, int partition, long offset, Runnable work, Runnable setAside) {
        Location location = new Location(InputTopics.TOPICS.indexOf(topic), partition, offset);
        int before = any ? attempts(location) : 0;
        Lock lock = before > 0 ? alone.writeLock() : alone.readLock();
        lock.lock();
        try {
            mark(location);
            if (before < ATTEMPTS) {
                work.run();
                if (before > 0) {
                    acquit(location);
                }
            } else {
                setAside.run();
            }
            unmark(partition);
        } catch (KafkaException e) {
            unmark(partition);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** The record that a partition was working on when its thread ended, if there is one, is a suspect. */
    synchronized void suspect(int partition) {
        int slot = slot(partition);
        int topic = memory.getInt(slot) - 1;
        if (topic >= 0 && topic < InputTopics.TOPICS.size()) {
            Location location = new Location(topic, partition, memory.getLong(slot + Integer.BYTES));
            int times = attempts.merge(location, 1, Integer::sum);
            LOG.warnf(
                    "%s was being worked on when its thread or the process ended, %d of %d times",
                    location, times, ATTEMPTS);
            write();
        }
        unmark(partition);
    }

    private synchronized int attempts(Location location) {
        return attempts.getOrDefault(location, 0);
    }

    private synchronized void acquit(Location location) {
        attempts.remove(location);
        write();
    }

    private void mark(Location location) {
        int slot = slot(location.partition());
        memory.putLong(slot + Integer.BYTES, location.offset());
        memory.putInt(slot, location.topic() + 1);
    }

    private void unmark(int partition) {
        memory.putInt(slot(partition), 0);
    }

    private static int slot(int partition) {
        return HEADER + partition * SLOT;
    }

    private void read() {
        int at = slot(partitions);
        int count = memory.getInt(at);
        at += Integer.BYTES;
        for (int i = 0; i < count && i < MOST_SUSPECTS; i++, at += SUSPECT) {
            int topic = memory.getInt(at);
            if (topic >= 0 && topic < InputTopics.TOPICS.size()) {
                Location location = new Location(topic, memory.getInt(at + 4), memory.getLong(at + 12));
                attempts.put(location, memory.getInt(at + 8));
            }
        }
        any = !attempts.isEmpty();
    }

    /** The newest suspects. */
    private void write() {
        Iterator<Location> oldest = attempts.keySet().iterator();
        while (attempts.size() > MOST_SUSPECTS) {
            oldest.next();
            oldest.remove();
        }
        int at = slot(partitions) + Integer.BYTES;
        for (Map.Entry<Location, Integer> suspect : attempts.entrySet()) {
            Location location = suspect.getKey();
            memory.putInt(at, location.topic())
                    .putInt(at + 4, location.partition())
                    .putInt(at + 8, suspect.getValue())
                    .putLong(at + 12, location.offset());
            at += SUSPECT;
        }
        memory.putInt(slot(partitions), attempts.size());
        any = !attempts.isEmpty();
    }
}
