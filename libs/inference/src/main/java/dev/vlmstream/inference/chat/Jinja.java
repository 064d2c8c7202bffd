package dev.vlmstream.inference.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorReason;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The template engine with what chat templates need of it. The rest reads resources, runs any pattern on any text, or makes
 * gigabytes of one number, and would do so for whoever wrote a bundle.
 */
final class Jinja {
    /** None of these makes more of its input than the limits of one text and one list allow. */
    private static final Set<String> FILTERS = Set.of(
            "abs attr bool capitalize count d default dictsort e escape first float int join last length list lower map"
                    .split(" "));

    private static final Set<String> MORE_FILTERS =
            Set.of("reject rejectattr replace reverse safe select selectattr sort string title tojson trim unique upper"
                    .split(" "));
    private static final Set<String> READING_TAGS = Set.of("extends", "from", "import", "include");
    private static final Set<String> FUNCTIONS = Set.of("namespace", "range", "type");
    /** Methods of Java's strings. */
    private static final Set<String> METHODS = Set.of(
            "format formatted indent matches repeat replaceAll replaceFirst split splitWithDelimiters".split(" "));

    private static final Set<ErrorReason> TOO_MUCH =
            Set.of(ErrorReason.OUTPUT_TOO_BIG, ErrorReason.COLLECTION_TOO_BIG, ErrorReason.OVER_LIMIT);

    private static final int LONGEST_MESSAGE = 500;

    private static final Jinjava ENGINE = new Jinjava();
    private static final Map<Library, Set<String>> DISABLED = disabled(ENGINE.getGlobalContext());

    private Jinja() {}

    private static Map<Library, Set<String>> disabled(Context all) {
        Set<String> filters = names(all.getAllFilters());
        filters.removeAll(FILTERS);
        filters.removeAll(MORE_FILTERS);
        Set<String> functions = all.getAllFunctions().stream()
                .map(ELFunctionDefinition::getName)
                .filter(name -> !FUNCTIONS.contains(name.substring(name.indexOf(':') + 1)))
                .collect(Collectors.toSet());
        return Map.of(Library.FILTER, filters, Library.TAG, READING_TAGS, Library.FUNCTION, functions);
    }

    private static Set<String> names(Collection<? extends Importable> library) {
        return library.stream().map(Importable::getName).collect(Collectors.toSet());
    }

    /**
     * The text that a template makes.
     *
     * @throws TemplateExcess if it takes more than the limits
     * @throws IllegalArgumentException if it cannot be rendered
     */
    static String render(String template, Map<String, Object> context, RenderLimits limits) {
        RenderMeter meter = new RenderMeter(limits);
        RenderResult result;
        try {
            result = ENGINE.renderForResult(template, context, config(limits, meter));
        } catch (StackOverflowError e) {
            throw new TemplateExcess("it calls itself, or nests an expression, too deeply");
        } catch (RuntimeException e) {
            // what the engine lets through of a template that is none
            meter.check();
            throw new IllegalArgumentException(shortened(e.toString()), e);
        }
        meter.check();
        for (TemplateError error : result.getErrors()) {
            if (isTooMuch(error)) {
                throw new TemplateExcess("it makes a text of more than " + limits.text()
                        + " characters, or a list or map of more than " + RenderLimits.ELEMENTS + " elements");
            }
            if (error.getSeverity() == TemplateError.ErrorType.FATAL) {
                throw new IllegalArgumentException(shortened(String.valueOf(error.getMessage())));
            }
        }
        return result.getOutput();
    }

    private static JinjavaConfig config(RenderLimits limits, RenderMeter meter) {
        return JinjavaConfig.newBuilder()
                .withKeepTrailingNewline(true)
                .withNestedInterpretationEnabled(false)
                .withDisabled(DISABLED)
                .withRestrictedMethods(METHODS)
                .withMaxStringLength(limits.text())
                .withMaxOutputSize(limits.text())
                .withMaxListSize(RenderLimits.ELEMENTS)
                .withMaxMapSize(RenderLimits.ELEMENTS)
                .withRangeLimit(RenderLimits.ELEMENTS)
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor((node, interpreter) -> meter.step())
                        .build())
                .build();
    }

    /** Some of its limits the engine keeps with an error, some by cutting a text off with a warning. */
    private static boolean isTooMuch(TemplateError error) {
        String message = String.valueOf(error.getMessage());
        return TOO_MUCH.contains(error.getReason())
                || message.contains("TooBigException")
                || message.contains("exceeds maximum allowed length")
                || message.contains("truncated to the max");
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    /** Counts what one rendering takes, of steps and of this thread's allocations; once it is too much, each step fails. */
    private static final class RenderMeter {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final RenderLimits limits;
        private final long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        private int steps;

        RenderMeter(RenderLimits limits) {
            this.limits = limits;
        }

        void step() {
            steps++;
            check();
        }

        /** @throws TemplateExcess if it was too much */
        void check() {
            if (steps > RenderLimits.STEPS) {
                throw new TemplateExcess("it takes more than " + RenderLimits.STEPS + " steps");
            }
            if (THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore > limits.allocation()) {
                throw new TemplateExcess("it takes more than " + (limits.allocation() >> 20) + " MiB of memory");
            }
        }
    }

    /**
     * What rendering a template may take. Real ones take a hundredth of it.
     *
     * @param text characters of the prompt, and of each text on the way to it
     * @param allocation bytes that are allocated on the way, kept or not
     */
    record RenderLimits(int text, long allocation) {
        /** Of a list or map. */
        static final int ELEMENTS = 1000;
        /** Tags, expressions and texts between them that are rendered, each as often as it is. */
        static final int STEPS = 2_000;

        private static final int TEXT = 1 << 16;
        private static final long ALLOCATION = 64L << 20;

        /** For a question, which a template may repeat: a long one is the tokenizer's or the model's to refuse. */
        static RenderLimits of(String question) {
            return new RenderLimits(TEXT + 2 * question.length(), ALLOCATION + 200L * question.length());
        }
    }

    /** A template that is, or takes, more than the limits; the message says what of it. */
    static final class TemplateExcess extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TemplateExcess(String message) {
            super(message);
        }
    }
}
