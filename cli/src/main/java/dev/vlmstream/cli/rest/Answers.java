package dev.vlmstream.cli.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vlmstream.cli.command.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the scoring service answers into records. Fields that these do not have are skipped, so that a command reads
 * a newer service; one that is missing is an error, unless its record says that it may be left out.
 */
final class Answers {
    private static final Pattern MISSING =
            Pattern.compile("(?:Missing required creator property '|no field \")([^'\"]+)");

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new Required())
            .withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .withConfigOverride(Map.class, map -> map.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .build();

    private Answers() {}

    /** @param from whose answer to what it is, for the error */
    static <T> T read(InputStream json, Class<T> type, String from) {
        return read(json, MAPPER.constructType(type), from);
    }

    static <T> List<T> list(InputStream json, Class<T> type, String from) {
        return read(json, MAPPER.getTypeFactory().constructCollectionType(List.class, type), from);
    }

    /** A JSON object of whatever fields. */
    static Map<String, @Nullable Object> fields(InputStream json, String from) {
        return read(
                json, MAPPER.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class), from);
    }

    static <T> T line(String json, Class<T> type, String from) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw failure(from, e);
        }
    }

    /** What a service says went wrong, in its own words; empty if it says nothing. */
    static Optional<String> error(byte[] body) {
        try {
            return Optional.ofNullable(MAPPER.readTree(body).path("error").textValue());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static <T> T read(InputStream json, JavaType type, String from) {
        try (json) {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw failure(from, e);
        } catch (IOException e) {
            throw new CommandFailure(from + " broke off: " + e.getMessage(), e);
        }
    }

    private static CommandFailure failure(String from, JsonProcessingException e) {
        if (!(e instanceof JsonMappingException shape)) {
            return new CommandFailure(from + " is not JSON: " + e.getOriginalMessage(), e);
        }
        String where = at(shape);
        Matcher missing = MISSING.matcher(e.getOriginalMessage());
        String what = missing.find()
                ? "has no \"" + (where.endsWith(missing.group(1)) ? where : missing.group(1)) + "\""
                : "is not what was expected" + (where.isEmpty() ? "" : " in " + where) + ": " + e.getOriginalMessage();
        return new CommandFailure(from + " " + what + "; use a command and a service of the same version", e);
    }

    private static String at(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return path.toString().replaceFirst("^\\.", "");
    }

    /** A component of a record is there in every answer, unless the record leaves it out where it is null or empty. */
    private static final class Required extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            JsonInclude.Include include = include(member);
            return include == null || include == JsonInclude.Include.ALWAYS;
        }

        private JsonInclude.@Nullable Include include(AnnotatedMember member) {
            JsonInclude own = _findAnnotation(member, JsonInclude.class);
            JsonInclude all = member.getDeclaringClass().getAnnotation(JsonInclude.class);
            return own != null ? own.value() : all != null ? all.value() : null;
        }
    }
}
