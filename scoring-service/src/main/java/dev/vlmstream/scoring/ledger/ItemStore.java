package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.topics.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The state store, by kind of entry. One store, because each further one is a topic more that every transaction has to
 * write to.
 */
public final class ItemStore {
    private static final byte PROFILE = 'p';
    private static final byte STATE = 's';
    private static final byte REFERENCE = 'r';
    private static final byte WAITING = 'w';
    private static final byte FAILURE = 'f';
    private static final byte DELETED = 'd';
    private static final byte VERDICT = 'v';
    /** How many entries are deleted between two looks for more. */
    private static final int DELETED_TOGETHER = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;

    public ItemStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    ItemState state(String item) {
        byte[] bytes = store.get(key(STATE, item));
        return bytes == null ? ItemState.NEW : ItemState.decode(bytes);
    }

    void putState(String item, ItemState state) {
        store.put(key(STATE, item), state.encode());
    }

    ReferenceFacts reference(String item) {
        byte[] bytes = store.get(key(REFERENCE, item));
        return bytes == null ? ReferenceFacts.NONE : ReferenceFacts.decode(bytes);
    }

    void putReference(String item, ReferenceFacts facts) {
        store.put(key(REFERENCE, item), facts.encode());
    }

    void putWaiting(String item, String model, byte[] prediction) {
        store.put(waitingKey(item, model), prediction);
    }

    /** The prediction that waited, which then waits no more. */
    byte[] takeWaiting(String item, String model) {
        return store.delete(waitingKey(item, model));
    }

    /** Keeps why a model failed at an item; what is known of it already stays. */
    void putFailure(FailureKey key, String reason) {
        store.putIfAbsent(key(FAILURE, key.text()), reason.getBytes(StandardCharsets.UTF_8));
    }

    void forEachFailure(BiConsumer<FailureKey, String> action) {
        scan(FAILURE, (key, value) -> action.accept(FailureKey.parse(key), new String(value, StandardCharsets.UTF_8)));
    }

    /** Hands out what is kept of a run's failures, which is then kept no more. */
    void takeFailures(String run, BiConsumer<FailureKey, String> action) {
        byte[] prefix = key(FAILURE, Keys.runItem(run, "")).get();
        List<Bytes> some;
        do {
            some = someKeys(prefix);
            for (Bytes key : some) {
                byte[] reason = store.delete(key);
                action.accept(FailureKey.parse(text(key)), new String(reason, StandardCharsets.UTF_8));
            }
        } while (some.size() == DELETED_TOGETHER);
    }

    void putProfile(int number, OutcomeProfile profile) {
        store.put(key(PROFILE, String.valueOf(number)), profile.encode());
    }

    void forEachProfile(BiConsumer<Integer, OutcomeProfile> action) {
        scan(PROFILE, (key, value) -> action.accept(Integer.valueOf(key), OutcomeProfile.decode(value)));
    }

    void forEachState(BiConsumer<String, ItemState> action) {
        scan(STATE, (key, value) -> action.accept(key, ItemState.decode(value)));
    }

    /** Keeps a verdict; false, and nothing is kept, if there was one. */
    boolean putVerdict(VerdictKey key, VerdictMark mark) {
        return store.putIfAbsent(key(VERDICT, key.text()), mark.encode()) == null;
    }

    void forEachVerdict(BiConsumer<VerdictKey, VerdictMark> action) {
        scan(VERDICT, (key, value) -> action.accept(VerdictKey.parse(key), VerdictMark.decode(value)));
    }

    /** Remembers for good that a run was deleted. */
    void putDeleted(String run) {
        store.put(key(DELETED, run), new byte[0]);
    }

    void forEachDeleted(Consumer<String> action) {
        scan(DELETED, (run, value) -> action.accept(run));
    }

    /**
     * Deletes all that is kept of a run's items.
     *
     * @return how many predictions of it waited
     */
    long deleteItems(String run) {
        deleteAll(STATE, run);
        deleteAll(REFERENCE, run);
        deleteAll(VERDICT, run);
        deleteAll(FAILURE, run);
        return deleteAll(WAITING, run);
    }

    private long deleteAll(byte kind, String run) {
        long deleted = 0;
        List<Bytes> some;
        do {
            some = someKeys(key(kind, Keys.runItem(run, "")).get());
            some.forEach(store::delete);
            deleted += some.size();
        } while (some.size() == DELETED_TOGETHER);
        return deleted;
    }

    private List<Bytes> someKeys(byte[] prefix) {
        List<Bytes> keys = new ArrayList<>();
        try (var entries = store.prefixScan(prefix, new ByteArraySerializer())) {
            while (entries.hasNext() && keys.size() < DELETED_TOGETHER) {
                keys.add(entries.next().key);
            }
        }
        return keys;
    }

    private void scan(byte kind, BiConsumer<String, byte[]> action) {
        try (var entries = store.prefixScan(new byte[] {kind}, new ByteArraySerializer())) {
            while (entries.hasNext()) {
                var entry = entries.next();
                action.accept(text(entry.key), entry.value);
            }
        }
    }

    private static Bytes waitingKey(String item, String model) {
        return key(WAITING, item + '\0' + model);
    }

    private static String text(Bytes key) {
        return new String(key.get(), 1, key.get().length - 1, StandardCharsets.UTF_8);
    }

    private static Bytes key(byte kind, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[utf8.length + 1];
        key[0] = kind;
        System.arraycopy(utf8, 0, key, 1, utf8.length);
        return Bytes.wrap(key);
    }

    /**
     * What failed.
     *
     * @param item run/item
     * @param model null: every model of the run
     */
    record FailureKey(String item, @Nullable String model) {
        private static final char SEPARATOR = '\0';

        String run() {
            return item.substring(0, item.indexOf('/'));
        }

        String itemId() {
            return item.substring(item.indexOf('/') + 1);
        }

        String text() {
            return item + SEPARATOR + (model == null ? "" : model);
        }

        static FailureKey parse(String text) {
            int separator = text.lastIndexOf(SEPARATOR);
            String model = text.substring(separator + 1);
            return new FailureKey(text.substring(0, separator), model.isEmpty() ? null : model);
        }
    }

    /**
     * Whose verdict.
     *
     * @param item run/item
     * @param model whose answer was judged
     */
    record VerdictKey(String item, String model, String rule) {
        private static final String SEPARATOR = "\0";

        String run() {
            return item.substring(0, item.indexOf('/'));
        }

        String text() {
            return String.join(SEPARATOR, item, model, rule);
        }

        static VerdictKey parse(String text) {
            String[] parts = text.split(SEPARATOR, 3);
            return new VerdictKey(parts[0], parts[1], parts[2]);
        }
    }
}
