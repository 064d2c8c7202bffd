package dev.vlmstream.decode;

import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.remote.RemoteAnswer;
import dev.vlmstream.inference.remote.RemoteAnswer.RequestCost;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteQuestion;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import dev.vlmstream.serving.QuestionHandler.SideBySide;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A remote model's answers. A question asked a second time, because its process was killed, finds the answer if one came. */
final class RemoteDecoder implements SideBySide {
    private final RemoteModel model;
    private final RemoteLikelihoodDecoder likelihoods;

    RemoteDecoder(RemoteModel model) {
        this.model = model;
        this.likelihoods = new RemoteLikelihoodDecoder(model);
    }

    @Override
    public int requests(Question question, RunManifest manifest) {
        return asksForWords(manifest) ? 1 : RemoteLikelihoodDecoder.requests(question, manifest);
    }

    @Override
    public Consumer<Answers> answer(ModelRequest request, Runnable ended) {
        return asksForWords(request.manifest()) ? words(request) : likelihoods.answer(request, ended);
    }

    /** A run whose settings the API lacks fails, its items alone. */
    private Consumer<Answers> words(ModelRequest request) {
        ModelRequest asked = request.withoutImage();
        RemoteAnswer given;
        try {
            given = model.ask(question(request, generation(request.manifest())));
        } catch (IllegalArgumentException e) {
            return answers -> answers.failed(asked, model.bundle().name() + ": " + e.getMessage());
        }
        if (given instanceof RemoteAnswer.Failed failed) {
            return answers -> answers.failed(asked, failed.reason());
        }
        return answers -> answers.add(prediction(asked, given));
    }

    /** A run's own seed is of its items and labels; an API is sent one where its generation settings say so. */
    private RemoteGeneration generation(RunManifest manifest) {
        Map<String, String> settings = new TreeMap<>(manifest.getGeneration());
        if (manifest.getMaxNewTokens() != null) {
            settings.put("max_new_tokens", manifest.getMaxNewTokens().toString());
        }
        return RemoteGeneration.of(model.config(), settings);
    }

    private static boolean asksForWords(RunManifest manifest) {
        return !manifest.getTask().equals(ModelKind.CLASS_LIKELIHOOD);
    }

    private static RemoteQuestion question(ModelRequest request, RemoteGeneration generation) {
        RunManifest manifest = request.manifest();
        return new RemoteQuestion(
                manifest.getRun(),
                manifest.getBudget(),
                prompt(request),
                request.image(),
                request.image() == null ? null : request.question().getImage().getName(),
                generation,
                request.trace());
    }

    private static String prompt(ModelRequest request) {
        String text = request.question().getText();
        return Prompts.reasoning(text, request.manifest().getChainOfThought());
    }

    private Prediction prediction(ModelRequest request, RemoteAnswer answer) {
        RequestCost effort = answer.effort();
        Prediction.Builder prediction = request.prediction(
                        model.bundle().name(), model.bundle().digest())
                .setPrompt(prompt(request))
                .setPromptTokens(effort.inputTokens())
                .setOutputTokens(effort.outputTokens())
                .setCost(effort.cost())
                .setFromCache(effort.cached())
                .setDecoding(model.config().describe(generation(request.manifest())))
                .setSeconds(effort.seconds());
        if (answer instanceof RemoteAnswer.Answered answered) {
            prediction.setText(answered.text()).setTruncated(answered.truncated());
        } else {
            prediction.setRefused(true).setText(((RemoteAnswer.Refused) answer).text());
        }
        return prediction.build();
    }
}
