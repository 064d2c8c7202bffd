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
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A remote model's class likelihoods, where its server scores given texts. */
final class RemoteLikelihoodDecoder {
    private final RemoteModel model;

    RemoteLikelihoodDecoder(RemoteModel model) {
        this.model = model;
    }

    private record Asked(ModelRequest request, ClassNames names, LikelihoodQuestion question) {}

    void answer(List<ModelRequest> requests, Answers answers) {
        List<Asked> asked = new ArrayList<>(requests.size());
        for (ModelRequest request : requests) {
            String reason = unanswerable(request.manifest());
            if (reason != null) {
                answers.failed(request, model.bundle().name() + " " + reason);
            } else {
                LikelihoodPredictions.names(request, answers)
                        .ifPresent(names -> asked.add(new Asked(request, names, question(request, names))));
            }
        }
        if (!asked.isEmpty()) {
            ask(asked, answers);
        }
    }

    private void ask(List<Asked> asked, Answers answers) {
        List<RemoteLikelihood> outcomes =
                model.likelihoods(asked.stream().map(Asked::question).toList());
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof RemoteLikelihood.Scored scored) {
                Question question = asked.get(i).request().question();
                answers.add(
                        Topic.PREDICTIONS,
                        Keys.runItem(question.getRun(), question.getItemId()),
                        prediction(asked.get(i), scored));
            } else {
                answers.failed(asked.get(i).request(), ((RemoteLikelihood.Failed) outcomes.get(i)).reason());
            }
        }
    }

    /** Null if nothing speaks against asking. */
    private @Nullable String unanswerable(RunManifest manifest) {
        if (model.config().likelihood() == null) {
            return "answers in words: the task " + manifest.getTask()
                    + " needs a local model, or a server that scores given texts (\"class_likelihood\" in"
                    + " config.json)";
        }
        if (Tokenisation.of(manifest.getTokenisation()) == Tokenisation.STUDY) {
            return "is scored by its server, which tells of the tokens that stand in the text alone: tokenisation study"
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
                        null),
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
