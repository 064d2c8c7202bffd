package dev.vlmstream.inference.onnx;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.global.onnxruntime;
import org.jspecify.annotations.Nullable;

/** Stands in for a GPU where there is none: what a graph leaves there lies in the CPU's memory, but is not said to. */
public final class StandInDevice {
    private static final MemoryInfo MEMORY =
            MemoryInfo.CreateCpu(onnxruntime.OrtArenaAllocator, onnxruntime.OrtMemTypeDefault);
    private static final String OURS = "dev.vlmstream.inference.";

    private StandInDevice() {}

    /** The graph, with outputs on the stand-in. */
    public static Graph of(Graph graph) {
        return graph.keepingOutputsIn(MEMORY);
    }

    /** A loaded model, all of whose graphs from now on leave outputs on the stand-in. */
    public static <T> T holding(T model) {
        try {
            Field device = Graph.class.getDeclaredField("device");
            device.setAccessible(true);
            for (Object part : parts(model)) {
                if (part instanceof Graph) {
                    device.set(part, MEMORY);
                }
            }
            return model;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A model's part of some kind. */
    public static <T> T part(Object model, Class<T> kind) {
        try {
            return parts(model).stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many tensors are not closed in the whole process. */
    public static long openTensors() {
        return Tensor.open();
    }

    private static Set<Object> parts(Object model) throws ReflectiveOperationException {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(model, found);
        return found;
    }

    private static void collect(@Nullable Object part, Set<Object> found) throws ReflectiveOperationException {
        if (part instanceof Collection<?> several) {
            collectAll(several, found);
        } else if (part instanceof Map<?, ?> several) {
            collectAll(several.values(), found);
        } else if (part != null && part.getClass().getName().startsWith(OURS) && found.add(part)) {
            for (Class<?> type = part.getClass(); type.getName().startsWith(OURS); type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        collect(field.get(part), found);
                    }
                }
            }
        }
    }

    private static void collectAll(Collection<?> several, Set<Object> found) throws ReflectiveOperationException {
        for (Object part : List.copyOf(several)) {
            collect(part, found);
        }
    }
}
