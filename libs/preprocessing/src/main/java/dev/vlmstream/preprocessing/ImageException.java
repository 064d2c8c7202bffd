package dev.vlmstream.preprocessing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An image that cannot be used; the message is {@code <name>: <reason>}. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String reason;

    public ImageException(String name, String reason) {
        this(name, reason, null);
    }

    public ImageException(String name, String reason, @Nullable Throwable cause) {
        super(Objects.requireNonNull(name, "name") + ": " + Objects.requireNonNull(reason, "reason"), cause);
        this.name = name;
        this.reason = reason;
    }

    /** The image, as the caller named it. */
    public String name() {
        return name;
    }

    /** Why it was refused, without the name. */
    public String reason() {
        return reason;
    }
}
