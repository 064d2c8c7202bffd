package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.remote.RemoteAnswer.RequestCost;

/** What came of a {@link LikelihoodQuestion}: exactly one of these. */
public sealed interface RemoteLikelihood {

    /** @param likelihoods of the names, in their order */
    record Scored(ClassLikelihoods likelihoods, RequestCost effort) implements RemoteLikelihood {}

    /** Not all names have been scored; those that have been are kept, and not asked for again. */
    record Failed(String reason, RequestCost effort) implements RemoteLikelihood {}
}
