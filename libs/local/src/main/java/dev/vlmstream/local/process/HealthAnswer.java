package dev.vlmstream.local.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process says of its health.
 *
 * @param detail what is down, in its own words; empty where there is nothing to say
 */
public record HealthAnswer(State state, String detail) {
    /** Up, down, or no answer at all. */
    public enum State {
        UP,
        DOWN,
        SILENT
    }

    public static final HealthAnswer UP = new HealthAnswer(State.UP, "");
    public static final HealthAnswer SILENT = new HealthAnswer(State.SILENT, "");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param body as MicroProfile Health has it; anything else is taken as it is */
    static HealthAnswer down(String body) {
        try {
            List<String> checks = new ArrayList<>();
            for (JsonNode check : JSON.readTree(body).path("checks")) {
                if (!"UP".equals(check.path("status").asText())) {
                    checks.add(described(check));
                }
            }
            return new HealthAnswer(State.DOWN, String.join("; ", checks));
        } catch (JsonProcessingException e) {
            return new HealthAnswer(State.DOWN, body.strip());
        }
    }

    private static String described(JsonNode check) {
        List<String> data = new ArrayList<>();
        check.path("data")
                .properties()
                .forEach(entry ->
                        data.add(entry.getKey() + ": " + entry.getValue().asText()));
        String name = check.path("name").asText();
        return data.isEmpty() ? name : name + " (" + String.join(", ", data) + ")";
    }
}
