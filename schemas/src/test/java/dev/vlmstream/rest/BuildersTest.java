package dev.vlmstream.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.ItemLine.VerdictLine;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.runs.RunSummary;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wide records are built by name; here each value is checked to arrive where its name says. */
class BuildersTest {
    /** A value that no other component has; null for types that only one component can have. */
    private static @Nullable Object sample(Class<?> type, String name, int number) {
        if (type == String.class) {
            return name;
        }
        if (type == List.class) {
            return List.of(name);
        }
        if (type == Map.class) {
            return Map.of(name, number);
        }
        if (type == long.class || type == Long.class) {
            return (long) number;
        }
        if (type == int.class || type == Integer.class) {
            return number;
        }
        if (type == double.class || type == Double.class) {
            return (double) number;
        }
        return type == boolean.class ? Boolean.FALSE : null;
    }

    private static Object filled(Class<?> type, @Nullable String yes) throws ReflectiveOperationException {
        Class<?> builder = Class.forName(type.getName() + "$Builder");
        Object one = builder.getConstructor().newInstance();
        int number = 1;
        for (RecordComponent component : type.getRecordComponents()) {
            Field field = builder.getField(component.getName());
            assertThat(field.getGenericType()).isEqualTo(component.getGenericType());
            Object value = component.getName().equals(yes)
                    ? Boolean.TRUE
                    : sample(component.getType(), component.getName(), number++);
            field.set(one, value);
        }
        return builder.getMethod("build").invoke(one);
    }

    private static Map<String, Object> values(Object one) throws ReflectiveOperationException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            values.put(component.getName(), component.getAccessor().invoke(one));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ItemLine.class,
                VerdictLine.class,
                ModelMetrics.class,
                MetricValue.class,
                RunSummary.class,
                MakingProgress.class,
                PairedMetrics.class,
                GapRow.class
            })
    void eachValueGoesWhereItsNameSays(Class<?> type) throws ReflectiveOperationException {
        Map<String, Object> values = values(filled(type, null));
        int number = 1;
        for (RecordComponent component : type.getRecordComponents()) {
            assertThat(values.get(component.getName()))
                    .as(component.getName())
                    .isEqualTo(sample(component.getType(), component.getName(), number++));
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType() == boolean.class || component.getType() == Boolean.class) {
                assertThat(values(filled(type, component.getName())))
                        .as(component.getName())
                        .containsEntry(component.getName(), true)
                        .satisfies(all -> assertThat(all.values().stream().filter(Boolean.TRUE::equals))
                                .hasSize(1));
            }
        }
    }

    /** What a copy does not change. */
    private static void assertSame(Object copy, Object original, String... changed)
            throws ReflectiveOperationException {
        Map<String, Object> expected = values(original);
        Map<String, Object> found = values(copy);
        for (String name : changed) {
            expected.remove(name);
            found.remove(name);
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void copiesChangeOnlyWhatTheirNamesSay() throws ReflectiveOperationException {
        PairedMetrics pair = (PairedMetrics) filled(PairedMetrics.class, null);
        assertThat(pair.withAdjusted(0.5).adjusted()).isEqualTo(0.5);
        assertSame(pair.withAdjusted(0.5), pair, "adjusted");

        for (String yes : List.of("optimistic", "primary")) {
            GapRow row = (GapRow) filled(GapRow.class, yes);
            assertThat(row.against("other", pair).againstRun()).isEqualTo("other");
            assertSame(row.against("other", pair), row, "againstRun", "paired");
            assertThat(row.withPaired(pair).paired()).isEqualTo(pair);
            assertSame(row.withPaired(pair), row, "paired");
            assertThat(row.withSetting("words").setting()).isEqualTo("words");
            assertSame(row.withSetting("words"), row, "setting");
        }

        for (String yes : List.of("truncated", "hasImage")) {
            ItemLine line = (ItemLine) filled(ItemLine.class, yes);
            assertSame(line.brief(), line, "tokenIds", "prompt");
            assertThat(line.brief().prompt()).isNull();
            assertThat(line.brief().tokenIds()).isEmpty();
        }
    }
}
