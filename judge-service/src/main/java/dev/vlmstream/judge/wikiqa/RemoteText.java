package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.RemoteAnswer;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteQuestion;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.serving.ServerRequests;
import dev.vlmstream.streaming.loop.BatchHandler;
import java.util.Map;

/** A model behind an API. What it said once is not asked again, whoever asks. */
public record RemoteText(RemoteModel model) implements TextModel {
    @Override
    public ModelBundle bundle() {
        return model.bundle();
    }

    @Override
    public BatchHandler handler(RecordHandler<TextRequest, WikiReply> step) {
        return step.sideBySide(new ServerRequests(model), request -> reply(model.ask(question(request))));
    }

    private RemoteQuestion question(TextRequest request) {
        return new RemoteQuestion(
                request.account(),
                request.budget(),
                request.prompt(),
                null,
                null,
                request.isLong() ? roomy(model.config()) : null);
    }

    private static RemoteGeneration roomy(RemoteConfig config) {
        int most = Math.max(LONG, config.generation().maxNewTokens());
        return RemoteGeneration.of(config, Map.of("max_new_tokens", String.valueOf(most)));
    }

    private WikiReply reply(RemoteAnswer answer) {
        RemoteAnswer.RequestCost took = answer.effort();
        WikiReply.Builder reply = WikiReply.newBuilder()
                .setModel(bundle().name())
                .setDigest(bundle().digest())
                .setPromptTokens(took.inputTokens())
                .setOutputTokens(took.outputTokens())
                .setCost(took.cost());
        if (answer instanceof RemoteAnswer.Answered answered) {
            return reply.setText(answered.text()).build();
        }
        if (answer instanceof RemoteAnswer.Refused refused) {
            return reply.setText(refused.text()).setRefused(true).build();
        }
        return reply.setFailure(((RemoteAnswer.Failed) answer).reason()).build();
    }
}
