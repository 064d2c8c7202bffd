package dev.vlmstream.inference.verify.language;

import java.util.List;

/** Draws the labels that are offered with the lines of a split, as the study's script does. */
@FunctionalInterface
public interface ChoiceDraw {

    /** Draws nothing: cases whose labels were drawn and not written down are noted and left out. */
    ChoiceDraw NONE = (labels, classes, offered) -> List.of();

    /**
     * @param labels of all lines of the split, in its order
     * @param offered how many labels each line gets
     * @return one list per line, in the order of {@code labels}; empty if it cannot be drawn
     */
    List<List<String>> draw(List<String> labels, List<String> classes, int offered);
}
