package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.onnxruntime.Session;
import org.jspecify.annotations.Nullable;

/**
 * A session that all graphs of one file have together while any of them is open, so that bundles over one base hold its weights
 * once. Sessions keep nothing between runs and may be run by several threads at once.
 */
final class SharedSession {
    private static final Map<Key, SharedSession> OPEN = new HashMap<>();

    /**
     * What makes two sessions the same.
     *
     * @param file in its real directory; a link itself is not followed, since weights in a file beside it may be another's
     * @param length and {@code modified} tell a file from another that took its place
     * @param mask the input that was made to be told for each query; empty for none
     */
    record Key(Path file, long length, FileTime modified, Device device, int threads, Workers workers, String mask) {
        /** @throws IOException if there is no such file */
        static Key of(Path file, Device device, int threads, Workers workers, String mask) throws IOException {
            Path place = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
            BasicFileAttributes attributes = Files.readAttributes(place, BasicFileAttributes.class);
            return new Key(place, attributes.size(), attributes.lastModifiedTime(), device, threads, workers, mask);
        }
    }

    private final @Nullable Key key;
    private final Session session;
    private final @Nullable String queryMask;
    private int users = 1;

    private SharedSession(@Nullable Key key, Session session, @Nullable String queryMask) {
        this.key = key;
        this.session = session;
        this.queryMask = queryMask;
    }

    /** One that nobody else has. */
    static SharedSession own(Session session, @Nullable String queryMask) {
        return new SharedSession(null, session, queryMask);
    }

    /** The open one of that key, or else what is loaded; for one more user either way. */
    static synchronized SharedSession of(Key key, Supplier<SharedSession> load) {
        SharedSession open = OPEN.get(key);
        if (open == null) {
            SharedSession loaded = load.get();
            open = new SharedSession(key, loaded.session, loaded.queryMask);
            OPEN.put(key, open);
        } else {
            open.users++;
        }
        return open;
    }

    /** How many sessions there are that graphs may share. */
    static synchronized int open() {
        return OPEN.size();
    }

    Session session() {
        return session;
    }

    /** The input for each query's mask; null if the session has none. */
    @Nullable
    String queryMask() {
        return queryMask;
    }

    /** One user less; the last one frees the weights. */
    void release() {
        synchronized (SharedSession.class) {
            users--;
            if (users > 0) {
                return;
            }
            if (key != null) {
                OPEN.remove(key);
            }
        }
        session.deallocate();
    }
}
