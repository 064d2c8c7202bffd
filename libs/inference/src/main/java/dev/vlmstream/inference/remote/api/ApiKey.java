package dev.vlmstream.inference.remote.api;

import dev.vlmstream.inference.bundle.BundleException;

/** A secret. Printed, it says that it is one; only the request's header gets its value. */
public final class ApiKey {
    private static final String SHOWN = "[API key]";

    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /** @throws BundleException if the text cannot be a key; the message names its place alone */
    static ApiKey of(String text, String place) {
        String value = text.strip();
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new BundleException("no API key: " + place + " holds no key (one word of ASCII characters)");
        }
        return new ApiKey(value);
    }

    /** For the header that carries it. */
    public String value() {
        return value;
    }

    /** A text without the key: servers may quote what they were sent. */
    public String removeFrom(String text) {
        return text.replace(value, SHOWN);
    }

    @Override
    public String toString() {
        return SHOWN;
    }
}
