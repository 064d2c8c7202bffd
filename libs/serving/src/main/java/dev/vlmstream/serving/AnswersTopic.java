package dev.vlmstream.serving;

import dev.vlmstream.inference.remote.AnswerStore;
import dev.vlmstream.inference.remote.StoredAnswer;
import dev.vlmstream.schemas.RemoteAnswer;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.tables.FollowedTopic;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * The answers' topic as a store. A copy of what was read lies in a scratch file; memory holds where, about a hundred bytes an
 * answer.
 */
final class AnswersTopic implements AnswerStore, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AnswersTopic.class);

    private final String topic;
    private final Wire<RemoteAnswer> wire = Wire.of(RemoteAnswer.class);
    private final Producer<byte[], byte[]> producer;
    private final ScratchFile file;
    private final Map<Digest, Long> places = new ConcurrentHashMap<>();
    private final FollowedTopic followed;
    private final AtomicBoolean told = new AtomicBoolean();

    /** Half of a SHA-256, which is enough to tell answers apart: the whole is compared when one is found. */
    private record Digest(long first, long second) {
        static Digest of(String key) {
            return new Digest(Long.parseUnsignedLong(key, 0, 16, 16), Long.parseUnsignedLong(key, 16, 32, 16));
        }
    }

    /** @param directory where the scratch file may lie */
    AnswersTopic(KafkaSettings kafka, Producer<byte[], byte[]> producer, Path directory) {
        this.topic = kafka.name(Topic.REMOTE_ANSWERS);
        this.producer = producer;
        this.file = new ScratchFile(directory);
        this.followed = new FollowedTopic(kafka, Topic.REMOTE_ANSWERS, this::read, FollowedTopic.CATCH_UP);
    }

    @Override
    public void catchUp() {
        followed.catchUp();
        if (told.compareAndSet(false, true)) {
            LOG.infof(
                    "%s: %d stored answers, %.1f MB; each is forgotten %d days after it was written",
                    topic, places.size(), file.size() / 1e6, Topic.ANSWERS_KEPT.toDays());
        }
    }

    @Override
    public Optional<StoredAnswer> find(String key) {
        Long place = places.get(Digest.of(key));
        if (place == null) {
            return Optional.empty();
        }
        try {
            RemoteAnswer answer = wire.decode(file.read(place));
            return answer.getRequest().equals(key) ? Optional.of(stored(answer)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("an answer that was kept in " + file + " cannot be read", e);
        }
    }

    @Override
    public void put(String key, StoredAnswer answer) {
        byte[] value = wire.encode(new RemoteAnswer(
                key,
                answer.refused(),
                answer.text(),
                answer.reason(),
                answer.truncated(),
                answer.inputTokens(),
                answer.outputTokens()));
        try {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException e) {
            LOG.warnf("%s: an answer is not kept, and asked again if it is needed: %s", topic, e.getCause());
        } catch (InterruptedException e) {
            // It is on its way; whoever interrupts does not wait for it.
            Thread.currentThread().interrupt();
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            throw new WireException("an answer without a key", null);
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            places.remove(Digest.of(key));
            return;
        }
        RemoteAnswer answer = wire.decode(record.value());
        if (!answer.getRequest().equals(key)) {
            throw new WireException("the answer to " + answer.getRequest() + " under another key", null);
        }
        stored(answer);
        try {
            places.put(Digest.of(key), file.append(record.value()));
        } catch (IOException e) {
            throw new UncheckedIOException("an answer cannot be kept in " + file + "; it is asked again", e);
        }
    }

    private static StoredAnswer stored(RemoteAnswer answer) {
        return new StoredAnswer(
                answer.getRefused(),
                answer.getText(),
                answer.getReason(),
                answer.getTruncated(),
                answer.getInputTokens(),
                answer.getOutputTokens());
    }

    @Override
    public void close() {
        followed.close();
        file.close();
    }

    /** Byte strings on disk, as long as the process lives. One thread appends, several may read. */
    private static final class ScratchFile implements AutoCloseable {
        private final Path path;
        private final FileChannel channel;
        private volatile long end;

        /** @throws UncheckedIOException if no file can be made there */
        ScratchFile(Path directory) {
            try {
                Files.createDirectories(directory);
                path = Files.createTempFile(directory, "remote-answers-", ".scratch");
                // On Linux and macOS it has no name from here on, so that a process that is killed leaves none.
                channel = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "no file for remote answers in " + directory + " (vlmstream.state-dir)", e);
            }
        }

        /** @return where they lie */
        long append(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                    .putInt(bytes.length)
                    .put(bytes)
                    .flip();
            long place = end;
            long at = place;
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
            end = at;
            return place;
        }

        /** Bytes that were appended. */
        long size() {
            return end;
        }

        /** @param place as {@link #append} gave it */
        byte[] read(long place) throws IOException {
            int length = read(place, Integer.BYTES).getInt();
            return read(place + Integer.BYTES, length).array();
        }

        private ByteBuffer read(long from, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, from + buffer.position()) < 0) {
                    throw new EOFException(path + " ends at " + channel.size());
                }
            }
            return buffer.flip();
        }

        @Override
        public String toString() {
            return path.toString();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
