/** Protocol buffers as bytes: ONNX files are read and changed without a schema. */
@NullMarked
package dev.vlmstream.inference.onnx.wire;

import org.jspecify.annotations.NullMarked;
