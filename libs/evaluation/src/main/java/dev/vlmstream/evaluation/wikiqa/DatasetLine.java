package dev.vlmstream.evaluation.wikiqa;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vlmstream.evaluation.PythonJson;

/**
 * A line of the dataset: a question about one image.
 *
 * @param image as the images' dataset names it
 * @param number of the question among those kept, from 0
 */
public record DatasetLine(String image, WrittenQuestion question, String className, int number) {

    /** The question with its choices, as ImageWikiQA words it. */
    public String text() {
        StringBuilder text = new StringBuilder(question.question());
        for (int i = 0; i < question.choices().size(); i++) {
            text.append('\n')
                    .append(WrittenQuestion.letter(i))
                    .append(". ")
                    .append(question.choices().get(i));
        }
        return text.append("\nChoose A, B, C, or D.").toString();
    }

    /** In the form of the published dataset, byte by byte. */
    public String json() {
        return PythonJson.ascii(JsonNodeFactory.instance
                .objectNode()
                .put("image", image)
                .put("text", text())
                .put("label", question.letter())
                .put("wiki", question.reference())
                .put("classname", className));
    }
}
