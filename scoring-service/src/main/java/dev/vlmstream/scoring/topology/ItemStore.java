package dev.vlmstream.scoring.topology;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The state store, by kind of entry. One store, because each further one is a topic more that every transaction has to
 * write to.
 */
final class ItemStore {
    private static final byte PROFILE = 'p';
    private static final byte STATE = 's';
    private static final byte REFERENCE = 'r';
    private static final byte WAITING = 'w';

    private final KeyValueStore<Bytes, byte[]> store;

    ItemStore(KeyValueStore<Bytes, byte[]> store) {
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

    void putProfile(int number, Profile profile) {
        store.put(key(PROFILE, String.valueOf(number)), profile.encode());
    }

    void forEachProfile(BiConsumer<Integer, Profile> action) {
        scan(PROFILE, (key, value) -> action.accept(Integer.valueOf(key), Profile.decode(value)));
    }

    void forEachState(BiConsumer<String, ItemState> action) {
        scan(STATE, (key, value) -> action.accept(key, ItemState.decode(value)));
    }

    private void scan(byte kind, BiConsumer<String, byte[]> action) {
        try (var entries = store.prefixScan(new byte[] {kind}, new ByteArraySerializer())) {
            while (entries.hasNext()) {
                var entry = entries.next();
                byte[] key = entry.key.get();
                action.accept(new String(key, 1, key.length - 1, StandardCharsets.UTF_8), entry.value);
            }
        }
    }

    private static Bytes waitingKey(String item, String model) {
        return key(WAITING, item + '\0' + model);
    }

    private static Bytes key(byte kind, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[utf8.length + 1];
        key[0] = kind;
        System.arraycopy(utf8, 0, key, 1, utf8.length);
        return Bytes.wrap(key);
    }
}
