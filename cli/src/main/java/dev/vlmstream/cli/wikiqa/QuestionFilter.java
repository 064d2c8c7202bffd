package dev.vlmstream.cli.wikiqa;

import java.io.PrintWriter;
import java.util.List;

/** Drops questions that are kept so far. */
public interface QuestionFilter {

    /**
     * The same questions, with what became of those that it drops.
     *
     * @param err is told how far it is
     */
    List<JudgedQuestion> apply(List<JudgedQuestion> questions, PrintWriter err);
}
