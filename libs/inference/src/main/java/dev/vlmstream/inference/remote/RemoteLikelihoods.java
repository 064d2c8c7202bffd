package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.scoring.ScoringFormat;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Class likelihoods of a model whose server scores given texts: one request for the text before the names, and one for each
 * name. What was answered before is not asked again, and after a name that fails no other of its question is begun.
 */
final class RemoteLikelihoods {
    private final RemoteConfig config;
    private final ScoringFormat format;
    private final KeptAnswers answers;
    private final RequestThreads workers;

    RemoteLikelihoods(RemoteConfig config, ScoringFormat format, KeptAnswers answers, RequestThreads workers) {
        this.config = config;
        this.format = format;
        this.answers = answers;
        this.workers = workers;
    }

    KeptAnswers answers() {
        return answers;
    }

    /** @return what became of each question, in order */
    List<LikelihoodWay> score(List<LikelihoodQuestion> questions) {
        long begun = System.nanoTime();
        List<LikelihoodWay> ways = questions.stream()
                .map(question -> new LikelihoodWay(config, format, answers, question, begun))
                .toList();
        workers.all(ways.stream()
                .<Callable<Void>>map(way -> () -> {
                    way.open();
                    return null;
                })
                .toList());
        workers.all(ways.stream().flatMap(LikelihoodWay::names).toList());
        return ways;
    }
}
