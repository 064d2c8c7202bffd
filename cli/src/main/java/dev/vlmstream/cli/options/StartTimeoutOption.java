package dev.vlmstream.cli.options;

import dev.vlmstream.local.StackConfig;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long a stack may take to start. */
public final class StartTimeoutOption {
    @Option(
            names = "--start-timeout",
            paramLabel = "DURATION",
            converter = Converter.class,
            description =
                    "Gives up when the stack is not ready after that time, e.g. 90s, 5m, 1h (default: waits as long"
                            + " as each process gets on: logs something new, computes, or answers otherwise than before).")
    private @Nullable Duration limit;

    public StackConfig applyTo(StackConfig config) {
        return limit == null ? config : config.withStartTimeout(limit);
    }

    /** Seconds, or a number with the unit s, m or h. */
    static final class Converter implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smh]?)");

        @Override
        public Duration convert(String value) {
            Matcher matcher = FORM.matcher(value);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new TypeConversionException("'" + value + "' is no duration; write 90s, 5m or 1h");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }
}
