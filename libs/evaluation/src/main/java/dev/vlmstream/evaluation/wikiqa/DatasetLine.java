package dev.vlmstream.evaluation.wikiqa;

/**
 * A line of the dataset: a question about one image.
 *
 * @param image as the images' dataset names it
 * @param number of the question among those kept, from 0
 * @param imageNumber of the image among those of the question, from 0
 */
public record DatasetLine(String image, WrittenQuestion question, String className, int number, int imageNumber) {

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

    /** The name that the study's notebook gives it. */
    public String questionId() {
        return className + "_" + question.letter() + "_question" + number + "_image" + imageNumber;
    }

    /** In the form of the published dataset, byte by byte as Python's {@code json.dumps} writes it. */
    public String json() {
        return "{\"image\": " + python(image) + ", \"text\": " + python(text()) + ", \"label\": "
                + python(question.letter()) + ", \"wiki\": " + python(question.reference())
                + ", \"classname\": " + python(className) + "}";
    }

    /** A text as Python's {@code json.dumps} writes it, in ASCII. */
    private static String python(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i), json);
        }
        return json.append('"').toString();
    }

    private static void append(char c, StringBuilder json) {
        switch (c) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            case '\f' -> json.append("\\f");
            case '\b' -> json.append("\\b");
            default -> {
                if (c < ' ' || c > '~') {
                    json.append(String.format("\\u%04x", (int) c));
                } else {
                    json.append(c);
                }
            }
        }
    }
}
