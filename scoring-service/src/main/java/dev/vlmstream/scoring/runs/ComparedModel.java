package dev.vlmstream.scoring.runs;

/** One of two models that are compared; their runs are the same, or of one dataset, whose items have the same ids. */
public record ComparedModel(RunView run, String model) {
    /** Whether the model's primary rule gives part credit. */
    public boolean isGraded() {
        return run.judgedLog(model).filter(JudgedLog::isGraded).isPresent();
    }
}
