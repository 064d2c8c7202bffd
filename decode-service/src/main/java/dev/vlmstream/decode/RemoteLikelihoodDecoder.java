package dev.vlmstream.decode;

import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.remote.LikelihoodQuestion;
import dev.vlmstream.inference.remote.RemoteAnswer.RequestCost;
import dev.vlmstream.inference.remote.RemoteLikelihood;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteQuestion;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.util.HashSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A remote model's class likelihoods, where its server scores given texts. */
final class RemoteLikelihoodDecoder {
    private final RemoteModel model;

    RemoteLikelihoodDecoder(RemoteModel model) {
        this.model = model;
    }

    /** @param request without its image, as is the question */
    private record Asked(ModelRequest request, ClassNames names, LikelihoodQuestion question) {}

    /** One for the text before the names, and one for each different name. */
    static int requests(Question question, RunManifest manifest) {
        return LikelihoodPredictions.names(question, manifest)
                .map(names -> 1 + new HashSet<>(names.names()).size())
                .orElse(1);
    }

    Consumer<Answers> answer(ModelRequest request, Runnable ended) {
        ModelRequest unasked = request.withoutImage();
        String reason = unanswerable(request.manifest());
        if (reason != null) {
            return answers -> answers.failed(unasked, model.bundle().name() + " " + reason);
        }
        return LikelihoodPredictions.names(request.question(), request.manifest())
                .map(names -> told(
                        new Asked(unasked, names, question(unasked, names)),
                        model.likelihoods(question(request, names), ended)))
                .orElse(answers -> answers.failed(unasked, LikelihoodPredictions.NO_NAMES));
    }

    private Consumer<Answers> told(Asked asked, RemoteLikelihood outcome) {
        if (outcome instanceof RemoteLikelihood.Failed failed) {
            return answers -> answers.failed(asked.request(), failed.reason());
        }
        return answers -> answers.add(prediction(asked, (RemoteLikelihood.Scored) outcome));
    }

    /** Null if nothing speaks against asking. */
    private @Nullable String unanswerable(RunManifest manifest) {
        if (model.config().likelihood() == null) {
            return "answers in words: the task " + manifest.getTask()
                    + " needs a local model, or a server that scores given texts (\"class_likelihood\" in"
                    + " config.json)";
        }
        if (Tokenisation.of(manifest.getTokenisation()) == Tokenisation.STUDY) {
            return "is scored by its server, which only scores tokens of the text itself: tokenisation study"
                    + " needs a local model; push with --tokenisation direct";
        }
        return null;
    }

    private static LikelihoodQuestion question(ModelRequest request, ClassNames names) {
        RunManifest manifest = request.manifest();
        String opening = manifest.getAnswerPrefix();
        return new LikelihoodQuestion(
                new RemoteQuestion(
                        manifest.getRun(),
                        manifest.getBudget(),
                        request.question().getText(),
                        request.image(),
                        request.image() == null
                                ? null
                                : request.question().getImage().getName(),
                        null,
                        request.trace()),
                opening == null ? Prompts.LIKELIHOOD_OPENING : opening,
                names.names());
    }

    private Prediction prediction(Asked asked, RemoteLikelihood.Scored scored) {
        RequestCost effort = scored.effort();
        Prediction.Builder prediction =
                LikelihoodPredictions.of(asked.request(), model.bundle(), scored.likelihoods(), asked.names());
        return prediction
                .setPrompt(Prompts.opened(
                        asked.question().question().prompt(), asked.question().opening()))
                .setDecoding("remote " + model.config().likelihood().server().id() + " "
                        + model.config().model() + " " + prediction.getDecoding())
                .setPromptTokens(effort.inputTokens())
                .setOutputTokens(effort.outputTokens())
                .setCost(effort.cost())
                .setFromCache(effort.cached())
                .setSeconds(effort.seconds())
                .build();
    }
}
