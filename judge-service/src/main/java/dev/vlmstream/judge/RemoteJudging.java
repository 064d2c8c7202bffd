package dev.vlmstream.judge;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.RemoteAnswer;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteQuestion;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.serving.ServerRequests;
import dev.vlmstream.streaming.loop.BatchHandler;
import java.util.Set;

/**
 * A remote model's judgements, without a picture. They are paid from the run's budget. A case asked a second time, because its
 * process was killed, finds the ruling if one came.
 */
record RemoteJudging(RemoteModel model) implements Judging {
    @Override
    public ModelBundle bundle() {
        return model.bundle();
    }

    @Override
    public Set<JudgeRule> rules() {
        return Judging.rules(rule -> !rule.isSimilarity());
    }

    @Override
    public BatchHandler handler(RecordHandler<Case, Ruling> cases) {
        return cases.sideBySide(new ServerRequests(model), this::judge);
    }

    Ruling judge(Case one) {
        return ruling(model.ask(question(one)));
    }

    private static RemoteQuestion question(Case one) {
        return new RemoteQuestion(one.manifest().getRun(), one.manifest().getBudget(), one.prompt(), null, null, null);
    }

    private static Ruling ruling(RemoteAnswer answer) {
        RemoteAnswer.RequestCost took = answer.effort();
        Ruling.JudgingCost effort = new Ruling.JudgingCost(took.inputTokens(), took.outputTokens(), took.cost());
        if (answer instanceof RemoteAnswer.Answered answered) {
            return Ruling.reply(answered.text(), effort);
        }
        if (answer instanceof RemoteAnswer.Refused refused) {
            return Ruling.refused(refused.text(), refused.reason(), effort);
        }
        return Ruling.failed(((RemoteAnswer.Failed) answer).reason(), effort);
    }
}
