package dev.vlmstream.inference.onnx;

import java.util.ArrayList;
import java.util.List;

/** What one run gave. Tensors that are not taken are freed on closing. */
public final class Outputs implements AutoCloseable {

    private final List<String> names;
    private final List<Tensor> tensors;

    Outputs(List<String> names, List<Tensor> tensors) {
        this.names = names;
        this.tensors = new ArrayList<>(tensors);
    }

    /** Passes on an output; from now on the caller closes it. */
    public Tensor take(String name) {
        int index = names.indexOf(name);
        if (index < 0 || tensors.get(index) == null) {
            throw new IllegalStateException("output \"" + name + "\" was not bound or is already taken");
        }
        return tensors.set(index, null);
    }

    @Override
    public void close() {
        for (Tensor tensor : tensors) {
            if (tensor != null) {
                tensor.close();
            }
        }
    }
}
