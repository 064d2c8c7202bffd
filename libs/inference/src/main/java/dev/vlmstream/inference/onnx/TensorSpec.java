package dev.vlmstream.inference.onnx;

/**
 * What a graph declares of an input or output.
 *
 * @param type ONNX's number of the element type
 * @param shape extents; −1 where a dimension is free
 */
public record TensorSpec(String name, int type, long[] shape) {

    /** True if the dimension is the same for every run. */
    public boolean fixed(int dimension) {
        return dimension < shape.length && shape[dimension] >= 0;
    }

    /** Bytes of one element. */
    public int bytesPerElement() {
        return type == Tensor.INT64
                ? Long.BYTES
                : type == Tensor.FLOAT16 ? Short.BYTES : type == Tensor.BOOL ? 1 : Float.BYTES;
    }
}
