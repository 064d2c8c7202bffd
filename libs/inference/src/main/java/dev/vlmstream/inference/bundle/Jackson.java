package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON as bundles' files and the APIs of remote models have it. */
public final class Jackson {
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private Jackson() {}
}
