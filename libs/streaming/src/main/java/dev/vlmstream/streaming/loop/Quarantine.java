package dev.vlmstream.streaming.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in a file which records are in progress, so that a process that was brought down knows, when it is back, which
 * records it was working on. Those are worked on one by one, and one that is in progress at the {@value #MOST_ATTEMPTS}rd end
 * is set aside. Nothing is forced to disk: what counts is the end of the process, not of the machine. Without a file
 * (a full disk, no right to write) the service works on, and only this memory is missing.
 */
public final class Quarantine {
    /** How often a process may end with the same record in progress. */
    public static final int MOST_ATTEMPTS = 3;

    private static final Logger LOG = Logger.getLogger(Quarantine.class);

    private final @Nullable Path file;
    private final List<Suspect> suspects = new ArrayList<>();
    private List<Suspect> inHand = List.of();
    private @Nullable FileChannel channel;
    private int written;
    private boolean warned;

    /** Records of one partition that were in progress together when the process ended, {@code attempts} times so far. */
    private record Suspect(String topic, int partition, long first, long last, int attempts) {
        boolean covers(String otherTopic, int otherPartition, long offset) {
            return partition == otherPartition && topic.equals(otherTopic) && first <= offset && offset <= last;
        }

        Suspect again() {
            return new Suspect(topic, partition, first, last, attempts + 1);
        }

        String line(String state) {
            return String.join(" ", state, topic, "" + partition, "" + first, "" + last, "" + attempts);
        }

        static Suspect of(String[] words) {
            return new Suspect(
                    words[1],
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Integer.parseInt(words[5]));
        }
    }

    /** Nobody is suspected. */
    Quarantine() {
        file = null;
    }

    /** @param file of this loop and instance alone; it need not exist */
    Quarantine(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .forEach(this::read);
            }
        } catch (IOException | RuntimeException e) {
            suspects.clear();
            LOG.warnf("%s cannot be read and starts again: %s", file, e.toString());
        }
    }

    private void read(String line) {
        String[] words = line.split(" ");
        Suspect suspect = Suspect.of(words);
        suspects.add(words[0].equals("hand") ? suspect.again() : suspect);
    }

    /** How often the process has ended with this record in progress. */
    synchronized int attempts(String topic, int partition, long offset) {
        return suspects.stream()
                .filter(suspect -> suspect.covers(topic, partition, offset))
                .mapToInt(Suspect::attempts)
                .max()
                .orElse(0);
    }

    int attempts(ConsumerRecord<byte[], byte[]> record) {
        return attempts(record.topic(), record.partition(), record.offset());
    }

    /** Whether any of these were in progress at an end of the process: they are better worked on one by one. */
    boolean suspects(List<ConsumerRecord<byte[], byte[]>> batch) {
        return batch.stream().anyMatch(record -> attempts(record) > 0);
    }

    /** Records are about to be worked on together. */
    synchronized void take(List<ConsumerRecord<byte[], byte[]>> batch) {
        List<Suspect> taken = new ArrayList<>();
        batch.stream()
                .collect(Collectors.groupingBy(record -> List.of(record.topic(), record.partition())))
                .values()
                .forEach(records -> taken.add(range(records)));
        inHand = taken;
        write();
    }

    /** A record is about to be worked on alone. */
    synchronized void take(String topic, int partition, long offset) {
        inHand = List.of(new Suspect(topic, partition, offset, offset, attempts(topic, partition, offset)));
        write();
    }

    private Suspect range(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        long last = records.get(records.size() - 1).offset();
        int attempts = records.stream().mapToInt(this::attempts).max().orElse(0);
        return new Suspect(first.topic(), first.partition(), first.offset(), last, attempts);
    }

    /** Nothing is in progress: the process may end without anyone being to blame. */
    synchronized void release() {
        if (!inHand.isEmpty()) {
            inHand = List.of();
            write();
        }
    }

    /** Records up to an offset, exclusive, are done and committed. */
    synchronized void committed(String topic, int partition, long offset) {
        if (suspects.removeIf(suspect ->
                suspect.partition() == partition && suspect.topic().equals(topic) && suspect.last() < offset)) {
            write();
        }
    }

    /** One write in place, padded over what stood there, so that an end in between leaves no half of it. */
    private void write() {
        if (file == null) {
            return;
        }
        String text =
                inHand.stream().map(suspect -> suspect.line("hand") + "\n").collect(Collectors.joining())
                        + suspects.stream()
                                .filter(suspect -> !inHand.contains(suspect))
                                .map(suspect -> suspect.line("suspect") + "\n")
                                .collect(Collectors.joining());
        String padded = text + "\n".repeat(Math.max(0, written - text.length()));
        try {
            if (channel == null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                padded = text + "\n".repeat(Math.max(0, (int) channel.size() - text.length()));
            }
            channel.write(ByteBuffer.wrap(padded.getBytes(StandardCharsets.UTF_8)), 0);
            written = padded.length();
        } catch (IOException e) {
            channel = null;
            if (!warned) {
                warned = true;
                LOG.warnf("%s cannot be written; a record that ends the process will not be set aside: %s", file, e);
            }
        }
    }
}
