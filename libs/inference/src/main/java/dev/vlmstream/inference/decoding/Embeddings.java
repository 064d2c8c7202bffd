package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a step reads of its new positions, where the decoder computes.
 *
 * @param tokens {@code [rows, positions, width]}
 * @param deepstack what is added after each of the decoder's first layers, as {@code tokens} and zero where no image is; empty
 *     where none of the positions is an image's
 */
public record Embeddings(Tensor tokens, List<Tensor> deepstack) implements AutoCloseable {

    static Embeddings ofText(Tensor tokens) {
        return new Embeddings(tokens, List.of());
    }

    /** New positions of each row. */
    int positions() {
        return (int) tokens.shape()[1];
    }

    /** The same of every tensor; the caller closes them. */
    Embeddings each(UnaryOperator<Tensor> change) {
        try (Loading changing = new Loading()) {
            Tensor changed = changing.add(change.apply(tokens));
            List<Tensor> added = new ArrayList<>();
            for (Tensor tensor : deepstack) {
                added.add(changing.add(change.apply(tensor)));
            }
            return changing.complete(new Embeddings(changed, added));
        }
    }

    @Override
    public void close() {
        Loading.closeAll(deepstack);
        tokens.close();
    }
}
