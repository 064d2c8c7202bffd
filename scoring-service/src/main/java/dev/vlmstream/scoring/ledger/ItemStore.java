package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.topics.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The state store, by kind of entry. One store, because each further one is a topic more that every transaction has to
 * write to. Anyone may have written to that topic: an entry that cannot be read is removed with one logged line, and costs
 * no more than its item.
 */
public final class ItemStore {
    /** Why an item failed of which an entry could not be read. */
    static final String LOST = "scoring could not read what it had stored of this item";

    private static final Logger LOG = Logger.getLogger(ItemStore.class);
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
    private final String changelog;

    /** @param changelog topic and partition that the store is restored from */
    public ItemStore(KeyValueStore<Bytes, byte[]> store, String changelog) {
        this.store = store;
        this.changelog = changelog;
    }

    ItemState state(String item) {
        byte[] bytes = store.get(key(STATE, item));
        return bytes == null ? ItemState.NEW : ItemState.decode(bytes);
    }

    void putState(String item, ItemState state) {
        store.put(key(STATE, item), state.encode());
    }

    /** Null if there is none that can be read. */
    @Nullable
    ReferenceFacts reference(String item) {
        byte[] bytes = store.get(key(REFERENCE, item));
        try {
            return bytes == null ? null : ReferenceFacts.decode(bytes);
        } catch (RuntimeException e) {
            remove(key(REFERENCE, item), e);
            return null;
        }
    }

    void putReference(String item, ReferenceFacts facts) {
        store.put(key(REFERENCE, item), facts.encode());
    }

    void putWaiting(String item, String model, byte[] prediction) {
        store.put(waitingKey(item, model), prediction);
    }

    /** The prediction that waited, which then waits no more; null if it is lost. */
    byte @Nullable [] takeWaiting(String item, String model) {
        return store.delete(waitingKey(item, model));
    }

    /** Keeps why a model failed at an item; what is known of it already stays. */
    void putFailure(FailureKey key, String reason) {
        store.putIfAbsent(key(FAILURE, key.text()), reason.getBytes(StandardCharsets.UTF_8));
    }

    void forEachFailure(BiConsumer<FailureKey, String> action) {
        scan(FAILURE, FailureKey::parse, ItemStore::text, action, key -> {});
    }

    /** Hands out what is kept of a run's failures, which is then kept no more. */
    void takeFailures(String run, BiConsumer<FailureKey, String> action) {
        byte[] prefix = key(FAILURE, Keys.runItem(run, "")).get();
        List<Bytes> some;
        do {
            some = someKeys(prefix);
            for (Bytes key : some) {
                action.accept(FailureKey.parse(text(key)), text(store.delete(key)));
            }
        } while (some.size() == DELETED_TOGETHER);
    }

    void putProfile(int number, OutcomeProfile profile) {
        store.put(key(PROFILE, String.valueOf(number)), profile.encode());
    }

    void forEachProfile(BiConsumer<Integer, OutcomeProfile> action) {
        scan(PROFILE, Integer::valueOf, OutcomeProfile::decode, action, number -> {});
    }

    /** @param lost takes the items whose state could not be read */
    void forEachState(BiConsumer<String, ItemState> action, Consumer<String> lost) {
        scan(STATE, ItemStore::requireItem, ItemState::decode, action, lost);
    }

    /** Keeps a verdict; false, and nothing is kept, if there was one. */
    boolean putVerdict(VerdictKey key, VerdictMark mark) {
        return store.putIfAbsent(key(VERDICT, key.text()), mark.encode()) == null;
    }

    /** @param lost takes those that could not be read */
    void forEachVerdict(BiConsumer<VerdictKey, VerdictMark> action, Consumer<VerdictKey> lost) {
        scan(VERDICT, VerdictKey::parse, VerdictMark::decode, action, lost);
    }

    /** Remembers for good that a run was deleted. */
    void putDeleted(String run) {
        store.put(key(DELETED, run), new byte[0]);
    }

    void forEachDeleted(Consumer<String> action) {
        scan(DELETED, Keys::requireRun, value -> value, (run, value) -> action.accept(run), run -> {});
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

    /**
     * Hands out the entries of a kind, and then the keys of those whose value could not be read.
     *
     * @throws OtherLayoutException if another version wrote all of them
     */
    private <K, V> void scan(
            byte kind,
            Function<String, K> keys,
            Function<byte[], V> values,
            BiConsumer<K, V> action,
            Consumer<K> lost) {
        Map<Bytes, RuntimeException> unreadable = new LinkedHashMap<>();
        List<K> losses = new ArrayList<>();
        boolean any = false;
        try (var entries = store.prefixScan(new byte[] {kind}, new ByteArraySerializer())) {
            while (entries.hasNext()) {
                var entry = entries.next();
                K key = null;
                V value;
                try {
                    key = keys.apply(text(entry.key));
                    value = values.apply(entry.value);
                } catch (RuntimeException e) {
                    unreadable.put(entry.key, e);
                    if (key != null) {
                        losses.add(key);
                    }
                    continue;
                }
                any = true;
                action.accept(key, value);
            }
        }
        for (RuntimeException e : unreadable.values()) {
            if (!any && e instanceof OtherLayoutException) {
                throw e;
            }
        }
        unreadable.forEach(this::remove);
        losses.forEach(lost);
    }

    private void remove(Bytes key, RuntimeException why) {
        LOG.warnf(
                "%s: an entry cannot be read and is removed, key \"%s\": %s",
                changelog, new String(key.get(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "\ufffd"), why);
        store.delete(key);
    }

    /** @throws IllegalArgumentException if it is no key of an item */
    private static String requireItem(String key) {
        Keys.requireRun(key.substring(0, Math.max(0, key.indexOf('/'))));
        return key;
    }

    private static Bytes waitingKey(String item, String model) {
        return key(WAITING, item + '\0' + model);
    }

    private static String text(Bytes key) {
        return new String(key.get(), 1, key.get().length - 1, StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
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
            return new FailureKey(requireItem(text.substring(0, separator)), model.isEmpty() ? null : model);
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
            return new VerdictKey(requireItem(parts[0]), parts[1], parts[2]);
        }
    }
}
