package dev.vlmstream.scoring.http;

import dev.vlmstream.streaming.http.Problem;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Holds a request's query parameters against what the method declares that is to answer it: the type of each, and the range
 * of a number. A wrong one is answered with a 400 that names it and what it may be. The interface's description is made of the
 * same declarations.
 */
public class QueryParameters {
    @ServerRequestFilter
    public void check(ResourceInfo answering, UriInfo request) {
        MultivaluedMap<String, String> values = request.getQueryParameters();
        for (Parameter parameter : answering.getResourceMethod().getParameters()) {
            RestQuery query = parameter.getAnnotation(RestQuery.class);
            if (query != null) {
                String name = query.value().isEmpty() ? parameter.getName() : query.value();
                values.getOrDefault(name, List.of()).forEach(value -> check(name, value, parameter));
            }
        }
    }

    private static void check(String name, String value, Parameter declared) {
        if (declared.getType() == int.class) {
            checkNumber(
                    name,
                    value,
                    declared.getAnnotation(Min.class).value(),
                    declared.getAnnotation(Max.class).value());
        } else if (declared.getType() == Flag.class) {
            if (!Flag.WORDS.contains(value)) {
                throw wrong(name, "true or false", value);
            }
        } else if (declared.getType().isEnum()) {
            checkWord(name, value, declared.getType());
        }
    }

    private static void checkNumber(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw wrong(name, "a number from " + least + " to " + most, value);
    }

    private static void checkWord(String name, String value, Class<?> words) {
        List<String> known = Arrays.stream(words.getEnumConstants())
                .map(word -> word.toString().toLowerCase(Locale.ROOT))
                .toList();
        if (!known.contains(value)) {
            throw wrong(name, known.stream().collect(Collectors.joining(", ", "one of ", "")), value);
        }
    }

    private static WebApplicationException wrong(String name, String allowed, String value) {
        return Problem.badRequest(name + " must be " + allowed + ", is \"" + value + "\"");
    }

    /** A query parameter that is true or false; without a value it is true. */
    public record Flag(boolean isSet) {
        static final Set<String> WORDS = Set.of("true", "false", "");

        /** Found by JAX-RS. */
        public static Flag fromString(String value) {
            return new Flag(!value.equals("false"));
        }
    }
}
