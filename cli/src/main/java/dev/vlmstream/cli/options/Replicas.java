package dev.vlmstream.cli.options;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackState;
import dev.vlmstream.schemas.services.ServiceKind;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many processes share the work of services.
 *
 * @param services those that are meant
 * @param count of each of them; those beyond a topic's partitions have nothing to do
 */
public record Replicas(List<ServiceKind> services, int count) {
    /** {@code 2}, of all, or {@code decode=2}. */
    public static final class Converter implements ITypeConverter<Replicas> {
        @Override
        public Replicas convert(String text) {
            String[] parts = text.split("=", 2);
            return parts.length == 1
                    ? new Replicas(ServiceKind.all(), new Converters.FromOne().convert(text))
                    : new Replicas(List.of(service(parts[0])), new Converters.FromOne().convert(parts[1]));
        }

        private static ServiceKind service(String name) {
            return ServiceKind.all().stream()
                    .filter(kind -> kind.id().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("\"" + name + "\" is no service; there are "
                            + ServiceKind.all().stream().map(ServiceKind::id).collect(Collectors.joining(", "))));
        }
    }

    /** @throws CommandFailure if the stack that runs has another number of one of them */
    public void requireIn(StackState state) {
        for (ServiceKind service : services) {
            int running = state.replicas(service);
            if (running != 0 && running != count) {
                throw new CommandFailure("a stack runs already (pid " + state.pid() + "), with " + running + " "
                        + service.id() + ", not " + count
                        + ": stop it with `vlmstream down`; the next `up` has the same runs");
            }
        }
    }

    public StackConfig applyTo(StackConfig config) {
        StackConfig counted = config;
        for (ServiceKind service : services) {
            counted = counted.withInstances(service, count);
        }
        return counted;
    }
}
