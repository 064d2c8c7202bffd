package dev.vlmstream.streaming.http;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Says in {@code Allow} which methods an address takes (RFC 9110, 10.2.1), and refuses others. The framework leaves it out of a
 * 405, tells whoever asks for OPTIONS the methods of all addresses of the class, and takes {@code missing} for a digest where a
 * method is not one of {@code /missing}. All is done before a request is matched: a filter of responses would need the request's
 * context, which may have ended where an answer came from another thread.
 */
@Singleton
public class AllowedMethods {
    private static final String VARIABLE = "\\{\\w+}";

    private final List<Operation> operations;

    private record Operation(String template, Pattern pattern, String method) {
        Operation(String template, String method) {
            this(template, Pattern.compile(template.replaceAll(VARIABLE, "[^/]+")), method);
        }

        boolean matches(String path) {
            return pattern.matcher(path).matches();
        }

        int variables() {
            return template.split(VARIABLE, -1).length;
        }
    }

    AllowedMethods(BeanManager beans) {
        operations = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .<Class<?>>map(bean -> bean.getBeanClass())
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(method -> Arrays.stream(method.getAnnotations())
                        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                        .filter(verb -> verb != null)
                        .map(verb -> new Operation(template(method), verb.value())))
                .toList();
    }

    private static String template(Method method) {
        return joined(method.getDeclaringClass().getAnnotation(Path.class), method.getAnnotation(Path.class));
    }

    /** Slash by slash, as requests have them. */
    private static String joined(@Nullable Path... paths) {
        List<String> parts = new ArrayList<>();
        for (Path path : paths) {
            if (path != null) {
                parts.addAll(parts(path.value()));
            }
        }
        return String.join("/", parts);
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    }

    @ServerRequestFilter(preMatching = true)
    public Optional<Response> answer(ContainerRequestContext request) {
        Set<String> allowed = of(request);
        boolean asked = request.getMethod().equals(HttpMethod.OPTIONS);
        if (allowed.isEmpty() || !asked && allowed.contains(request.getMethod())) {
            return Optional.empty();
        }
        Response.Status status = asked ? Response.Status.OK : Response.Status.METHOD_NOT_ALLOWED;
        Response.ResponseBuilder response =
                Response.status(status).header(HttpHeaders.ALLOW, String.join(", ", allowed));
        return Optional.of((asked ? response : ErrorBodies.withBody(response, status)).build());
    }

    /** Of the addresses that match, the one with the fewest variables is meant: {@code missing} rather than any digest. */
    private Set<String> of(ContainerRequestContext request) {
        String path = String.join("/", parts(request.getUriInfo().getPath()));
        List<Operation> matching = operations.stream()
                .filter(operation -> operation.matches(path))
                .sorted(Comparator.comparingInt(Operation::variables))
                .toList();
        Set<String> methods = new TreeSet<>();
        matching.stream()
                .filter(operation -> operation.template().equals(matching.get(0).template()))
                .forEach(operation -> methods.add(operation.method()));
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }
}
