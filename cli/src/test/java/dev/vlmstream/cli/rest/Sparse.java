package dev.vlmstream.cli.rest;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;
import java.util.Map;

/** Answers of which a test writes only what it is about: what is missing is 0, null or empty. */
public final class Sparse {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .withConfigOverride(Map.class, map -> map.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .build();

    private Sparse() {}

    public static RunMetrics metrics(String json) {
        return read(json, RunMetrics.class);
    }

    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The whole of it, as a service answers. */
    public static String whole(String json, Class<?> type) {
        try {
            return MAPPER.writeValueAsString(read(json, type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
