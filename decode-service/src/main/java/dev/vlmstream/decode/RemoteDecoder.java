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
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answerer;
import dev.vlmstream.serving.QuestionHandler.Answers;
import dev.vlmstream.streaming.config.SoftwareVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A remote model's answers. A batch asked a second time, because its process was killed, finds those that came. */
final class RemoteDecoder implements Answerer {
    private final RemoteModel model;
    private final RemoteLikelihoodDecoder likelihoods;

    RemoteDecoder(RemoteModel model) {
        this.model = model;
        this.likelihoods = new RemoteLikelihoodDecoder(model);
    }

    @Override
    public void answer(List<ModelRequest> all, Answers answers) {
        List<ModelRequest> forWords = new ArrayList<>(all.size());
        List<ModelRequest> forLikelihoods = new ArrayList<>();
        all.forEach(request -> (asksForWords(request) ? forWords : forLikelihoods).add(request));
        ask(answerable(forWords, answers), answers);
        likelihoods.answer(forLikelihoods, answers);
    }

    /** The requests of runs whose settings the API has; the others fail, each run's items alone. */
    private List<ModelRequest> answerable(List<ModelRequest> requests, Answers answers) {
        List<ModelRequest> answerable = new ArrayList<>(requests.size());
        for (ModelRequest request : requests) {
            try {
                generation(request.manifest());
                answerable.add(request);
            } catch (IllegalArgumentException e) {
                answers.failed(request, model.bundle().name() + ": " + e.getMessage());
            }
        }
        return answerable;
    }

    /** A run's own seed is of its items and labels; an API is sent one where its generation settings say so. */
    private RemoteGeneration generation(RunManifest manifest) {
        Map<String, String> settings = new TreeMap<>(manifest.getGeneration());
        if (manifest.getMaxNewTokens() != null) {
            settings.put("max_new_tokens", manifest.getMaxNewTokens().toString());
        }
        return RemoteGeneration.of(model.config(), settings);
    }

    private static boolean asksForWords(ModelRequest request) {
        return !request.manifest().getTask().equals(ModelKind.CLASS_LIKELIHOOD);
    }

    private void ask(List<ModelRequest> requests, Answers answers) {
        List<RemoteAnswer> given =
                model.ask(requests.stream().map(this::question).toList());
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) instanceof RemoteAnswer.Failed failed) {
                answers.failed(requests.get(i), failed.reason());
            } else {
                Question question = requests.get(i).question();
                answers.add(
                        Topic.PREDICTIONS,
                        Keys.runItem(question.getRun(), question.getItemId()),
                        prediction(requests.get(i), given.get(i)));
            }
        }
    }

    private RemoteQuestion question(ModelRequest request) {
        RunManifest manifest = request.manifest();
        return new RemoteQuestion(
                manifest.getRun(),
                manifest.getBudget(),
                prompt(request),
                request.image(),
                request.image() == null ? null : request.question().getImage().getName(),
                generation(manifest));
    }

    private static String prompt(ModelRequest request) {
        String text = request.question().getText();
        return request.manifest().getChainOfThought() ? Prompts.reasoning(text) : text;
    }

    private Prediction prediction(ModelRequest request, RemoteAnswer answer) {
        RequestCost effort = answer.effort();
        return words(answer)
                .setRun(request.question().getRun())
                .setItemId(request.question().getItemId())
                .setModel(model.bundle().name())
                .setModelDigest(model.bundle().digest())
                .setTask(request.manifest().getTask())
                .setPrompt(prompt(request))
                .setPromptTokens(effort.inputTokens())
                .setOutputTokens(effort.outputTokens())
                .setCost(effort.cost())
                .setFromCache(effort.cached())
                .setDecoding(model.config().describe(generation(request.manifest())))
                .setSeconds(effort.seconds())
                .setSoftwareVersion(SoftwareVersion.current())
                .setPredictedAt(System.currentTimeMillis())
                .build();
    }

    private static Prediction.Builder words(RemoteAnswer answer) {
        if (answer instanceof RemoteAnswer.Answered answered) {
            return Prediction.newBuilder().setText(answered.text()).setTruncated(answered.truncated());
        }
        return Prediction.newBuilder().setRefused(true).setText(((RemoteAnswer.Refused) answer).text());
    }
}
