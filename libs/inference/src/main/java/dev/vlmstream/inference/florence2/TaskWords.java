package dev.vlmstream.inference.florence2;

import java.util.Map;
import java.util.Map.Entry;

/** The sentences that tasks were trained with, as transformers' Florence2Processor puts them for their names. */
final class TaskWords {

    /** Tasks that are a whole prompt. */
    private static final Map<String, String> ALONE = Map.of(
            "<OCR>", "What is the text in the image?",
            "<OCR_WITH_REGION>", "What is the text in the image, with regions?",
            "<CAPTION>", "What does the image describe?",
            "<DETAILED_CAPTION>", "Describe in detail what is shown in the image.",
            "<MORE_DETAILED_CAPTION>", "Describe with a paragraph what is shown in the image.",
            "<OD>", "Locate the objects with category name in the image.",
            "<DENSE_REGION_CAPTION>", "Locate the objects in the image, with their descriptions.",
            "<REGION_PROPOSAL>", "Locate the region proposals in the image.");

    private static final String INPUT = "{input}";

    /** Tasks about some words or a region. */
    private static final Map<String, String> ABOUT = Map.of(
            "<CAPTION_TO_PHRASE_GROUNDING>", "Locate the phrases in the caption: {input}",
            "<REFERRING_EXPRESSION_SEGMENTATION>", "Locate {input} in the image with mask",
            "<REGION_TO_SEGMENTATION>", "What is the polygon mask of region {input}",
            "<OPEN_VOCABULARY_DETECTION>", "Locate {input} in the image.",
            "<REGION_TO_CATEGORY>", "What is the region {input}?",
            "<REGION_TO_DESCRIPTION>", "What does the region {input} describe?",
            "<REGION_TO_OCR>", "What text is in the region {input}?");

    private TaskWords() {}

    /**
     * The question, or the sentence of the task that it names.
     *
     * @throws IllegalArgumentException if there is more beside a task that is a whole prompt
     */
    static String of(String question) {
        for (Entry<String, String> task : ALONE.entrySet()) {
            if (question.equals(task.getKey())) {
                return task.getValue();
            }
            if (question.contains(task.getKey())) {
                throw new IllegalArgumentException(
                        task.getKey() + " must be the whole prompt; leave it out of a question, or ask it alone");
            }
        }
        for (Entry<String, String> task : ABOUT.entrySet()) {
            if (question.contains(task.getKey())) {
                String about = question.replace(task.getKey(), "").strip();
                return task.getValue().replace(INPUT, about);
            }
        }
        return question;
    }
}
