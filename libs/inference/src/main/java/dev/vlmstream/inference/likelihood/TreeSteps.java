package dev.vlmstream.inference.likelihood;

/** Computes the places of a tree that come after its prefix. */
interface TreeSteps {

    void compute(NameTree tree, ScoredPrefix scoring);
}
