/**
 * ONNX Runtime through its C++ API (JavaCPP): sessions, tensors, and bindings that leave a graph's outputs where it computed
 * them. Native memory is freed by {@code close()}, never by the garbage collector.
 */
@NullMarked
package dev.vlmstream.inference.onnx;

import org.jspecify.annotations.NullMarked;
