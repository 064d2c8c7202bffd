package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.Half;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.onnxruntime.TensorTypeAndShapeInfo;
import org.bytedeco.onnxruntime.Value;
import org.bytedeco.onnxruntime.global.onnxruntime;

/** A native tensor that owns its memory until closed. Contents are read and written on the CPU only. */
public final class Tensor implements AutoCloseable {

    static final int FLOAT = onnxruntime.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    static final int FLOAT16 = onnxruntime.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16;
    static final int INT64 = onnxruntime.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
    static final int INT32 = onnxruntime.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
    static final int BOOL = onnxruntime.ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;

    private static final AtomicLong OPEN = new AtomicLong();

    private final Value value;
    /** Owns the memory: the value itself, or one that is as large or larger. */
    private final Value owner;

    private final int type;
    private final long[] shape;
    private boolean closed;
    /** Told by whoever made it: freeing what Value.GetTensorMemoryInfo() returns corrupts the heap (1.24.1-1.5.13). */
    private final boolean onCpu;

    private Tensor(Value value, int type, long[] shape, boolean onCpu) {
        this(value, value, type, shape, onCpu);
    }

    private Tensor(Value value, Value owner, int type, long[] shape, boolean onCpu) {
        this.value = value;
        this.owner = owner;
        this.type = type;
        this.shape = shape;
        this.onCpu = onCpu;
        OPEN.incrementAndGet();
    }

    /** How many are not closed, whoever made them. */
    static long open() {
        return OPEN.get();
    }

    /** Takes over a value that a run has given. */
    static Tensor of(Value value, boolean onCpu) {
        try (TensorTypeAndShapeInfo info = value.GetTensorTypeAndShapeInfo()) {
            long[] shape = new long[(int) info.GetDimensionsCount()];
            info.GetDimensions(shape, shape.length);
            return new Tensor(value, info.GetElementType(), shape, onCpu);
        }
    }

    private static Tensor allocate(int type, long... shape) {
        return new Tensor(Value.CreateTensor(OnnxRuntime.cpuAllocator(), shape, shape.length, type), type, shape, true);
    }

    /** A tensor without elements, in the type that {@code spec} declares. */
    public static Tensor empty(TensorSpec spec, long... shape) {
        return allocate(spec.type(), shape);
    }

    /** A tensor of zeros, in the floating-point type that {@code spec} declares. */
    public static Tensor zeros(TensorSpec spec, long... shape) {
        Tensor tensor = allocate(spec.type(), shape);
        Pointer.memset(tensor.memory(), 0, tensor.bytes());
        return tensor;
    }

    /**
     * A tensor of the rows one after another, in the floating-point type that {@code spec} declares.
     *
     * @throws IllegalArgumentException if the rows do not fill the shape
     */
    public static Tensor floats(TensorSpec spec, Iterable<float[]> rows, long... shape) {
        Tensor tensor = allocate(spec.type(), shape);
        try {
            long offset = 0;
            for (float[] row : rows) {
                tensor.requireRoom(offset + row.length);
                tensor.write(row, offset);
                offset += row.length;
            }
            if (offset != tensor.elements()) {
                throw new IllegalArgumentException(
                        spec.name() + ": " + offset + " values for " + Arrays.toString(shape));
            }
            return tensor;
        } catch (RuntimeException e) {
            tensor.close();
            throw e;
        }
    }

    /**
     * Rows of one width in single precision, {@code [1, rows, width]}.
     *
     * @throws IllegalArgumentException if they are not of one width
     */
    public static Tensor floats(float[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        for (float[] row : rows) {
            if (row.length != width) {
                throw new IllegalArgumentException("rows of " + width + " and of " + row.length + " values");
            }
        }
        Tensor tensor = allocate(FLOAT, 1, rows.length, width);
        if (width > 0) {
            FloatPointer memory = new FloatPointer(tensor.memory());
            for (int i = 0; i < rows.length; i++) {
                memory.position((long) i * width).put(rows[i], 0, width);
            }
        }
        return tensor;
    }

    /** A tensor of integers, in the type that {@code spec} declares. */
    public static Tensor integers(TensorSpec spec, long[] values, long... shape) {
        Tensor tensor = allocate(spec.type(), shape);
        tensor.requireRoom(values.length);
        if (values.length == 0) {
            return tensor;
        }
        if (spec.type() == INT64) {
            new LongPointer(tensor.memory()).put(values, 0, values.length);
        } else if (spec.type() == INT32) {
            new IntPointer(tensor.memory())
                    .put(Arrays.stream(values).mapToInt(Math::toIntExact).toArray(), 0, values.length);
        } else if (spec.type() == BOOL) {
            byte[] bytes = new byte[values.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (values[i] == 0 ? 0 : 1);
            }
            new BytePointer(tensor.memory()).put(bytes, 0, bytes.length);
        } else {
            tensor.close();
            throw new IllegalArgumentException(
                    spec.name() + " has element type " + spec.type() + ", not an integer type");
        }
        return tensor;
    }

    public long[] shape() {
        return shape.clone();
    }

    int type() {
        return type;
    }

    /** What a graph that takes it, or another of this type, declares. */
    TensorSpec spec() {
        return new TensorSpec("tensor", type, shape());
    }

    public long elements() {
        return elements(shape);
    }

    private static long elements(long[] shape) {
        return LongStream.of(shape).reduce(1, (count, extent) -> count * extent);
    }

    /** Whether the contents lie in the CPU's memory. */
    public boolean onCpu() {
        return onCpu;
    }

    /** {@code count} elements from {@code offset} as floats. */
    public float[] floats(long offset, int count) {
        float[] out = new float[count];
        read(offset, out);
        return out;
    }

    /** Fills an array with the elements from {@code offset} as floats. */
    public void read(long offset, float[] out) {
        if (out.length == 0) {
            return;
        }
        if (type == FLOAT) {
            new FloatPointer(memory()).position(offset).get(out, 0, out.length);
        } else if (type == FLOAT16) {
            short[] halves = new short[out.length];
            new ShortPointer(memory()).position(offset).get(halves, 0, halves.length);
            for (int i = 0; i < halves.length; i++) {
                out[i] = Half.toFloat(halves[i]);
            }
        } else {
            throw new IllegalStateException("element type " + type + " is neither float32 nor float16");
        }
    }

    /** Overwrites elements from {@code offset}. */
    public void write(float[] values, long offset) {
        requireRoom(offset + values.length);
        if (type == FLOAT) {
            new FloatPointer(memory()).position(offset).put(values, 0, values.length);
        } else if (type == FLOAT16) {
            short[] halves = new short[values.length];
            for (int i = 0; i < halves.length; i++) {
                halves[i] = Half.fromFloat(values[i]);
            }
            new ShortPointer(memory()).position(offset).put(halves, 0, halves.length);
        } else {
            throw new IllegalArgumentException("element type " + type + " is neither float32 nor float16");
        }
    }

    /** Overwrites elements from {@code offset} with some of another tensor's. */
    void copy(long offset, Tensor from, long fromOffset, long count) {
        requireRoom(offset + count);
        from.requireRoom(fromOffset + count);
        if (from.type == type) {
            Pointer.memcpy(
                    new BytePointer(memory()).position(offset * elementBytes()),
                    new BytePointer(from.memory()).position(fromOffset * elementBytes()),
                    count * elementBytes());
        } else {
            write(from.floats(fromOffset, Math.toIntExact(count)), offset);
        }
    }

    /** An uninitialised tensor of the same element type on the CPU. */
    public Tensor another(long... newShape) {
        return allocate(type, newShape);
    }

    /**
     * As {@link #another(long...)}, with memory for a larger shape, to which it can be {@link #reshaped}. A binding that has been given
     * such a tensor does not keep the memory from being freed, as it keeps that of others until it is given something else.
     */
    public Tensor another(long[] newShape, long[] largest) {
        return allocate(type, largest).reshaped(newShape);
    }

    /** Whether its memory is large enough for that shape. */
    public boolean holds(long... newShape) {
        try (TensorTypeAndShapeInfo info = owner.GetTensorTypeAndShapeInfo()) {
            return elements(newShape) <= info.GetElementCount();
        }
    }

    /**
     * Its memory as a tensor of another shape that it {@link #holds}, whose elements are whatever lies there. This one is closed.
     */
    public Tensor reshaped(long... newShape) {
        long bytes = elements(newShape) * elementBytes();
        Pointer memory = owner.GetTensorMutableRawData();
        Tensor reshaped = new Tensor(
                Value.CreateTensor(
                        OnnxRuntime.cpuMemory().asOrtMemoryInfo(), memory, bytes, newShape, newShape.length, type),
                owner,
                type,
                newShape,
                true);
        release();
        return reshaped;
    }

    public long bytes() {
        return elements() * elementBytes();
    }

    private long elementBytes() {
        if (type != FLOAT && type != FLOAT16) {
            throw new IllegalStateException("element type " + type + " is neither float32 nor float16");
        }
        return type == FLOAT ? Float.BYTES : Short.BYTES;
    }

    /**
     * The memory of a tensor of shape {@code [rows, heads, positions, values]}, to be copied in runs of positions: one row's
     * are scattered over the heads.
     */
    public PositionRuns positions() {
        return new PositionRuns(new BytePointer(memory()), shape, shape[3] * elementBytes());
    }

    private void requireRoom(long end) {
        if (end > elements()) {
            throw new IllegalArgumentException(end + " values do not fit into a tensor of " + Arrays.toString(shape));
        }
    }

    private Pointer memory() {
        if (!onCpu) {
            // Its address means nothing to the CPU: reading there would end the process.
            throw new IllegalStateException("a tensor " + Arrays.toString(shape) + " on a GPU cannot be read directly");
        }
        return value.GetTensorMutableRawData();
    }

    Value value() {
        return value;
    }

    @Override
    public void close() {
        if (!closed) {
            release();
            owner.deallocate();
        }
    }

    /** All but the memory. */
    private void release() {
        closed = true;
        OPEN.decrementAndGet();
        if (value != owner) {
            value.deallocate();
        }
    }
}
