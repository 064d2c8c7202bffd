package dev.vlmstream.evaluation;

/** The benchmarks of question answering: each has a wording of its own for questions, and rules that judge the answers. */
public enum Benchmark implements Named {
    /** A. Singh et al., "Towards VQA Models That Can Read", CVPR 2019: ten people's answers to each question. */
    TEXTVQA("textvqa", Instructions.SHORT),
    /** M. Mathew et al., "DocVQA: A Dataset for VQA on Document Images", WACV 2021: all right answers to each question. */
    DOCVQA("docvqa", Instructions.SHORT),
    /** A. Kembhavi et al., "A Diagram is Worth a Dozen Images", ECCV 2016: options, of which a letter is asked for. */
    AI2D("ai2d", Instructions.LETTER),
    /** A. Masry et al., "ChartQA", Findings of ACL 2022: one right answer, numbers may be 5 % off. */
    CHARTQA("chartqa", Instructions.SHORT),
    /** Y. Li et al., "Evaluating Object Hallucination in Large Vision-Language Models", EMNLP 2023: yes or no. */
    POPE("pope", Instructions.SHORT);

    private static final class Instructions {
        private static final String SHORT = "Answer the question using a single word or phrase.";
        private static final String LETTER = "Answer with the option's letter from the given choices directly.";
    }

    private final String id;
    private final String instruction;

    Benchmark(String id, String instruction) {
        this.id = id;
        this.instruction = instruction;
    }

    /** The name used in manifests and on the command line. */
    @Override
    public String id() {
        return id;
    }

    /** What LLaVA-1.5's evaluation, and so the study's, writes below each question. */
    public String instruction() {
        return instruction;
    }

    /** Whether the right answer is one of few, so that numbers by right answer say something. */
    public boolean hasClasses() {
        return this == AI2D || this == POPE;
    }

    /** Whether right answers are words, so that another wording can be near: not letters, numbers, or yes and no. */
    public boolean asksForWords() {
        return this == TEXTVQA || this == DOCVQA;
    }

    /**
     * The benchmark of that id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids
     */
    public static Benchmark of(String id) {
        return Named.find(Benchmark.class, "benchmark", id);
    }
}
