package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The last three draws: the choices once more, the images of each question, the order of all lines. Each begins with a generator
 * of its own, of the same seed, but for the order, which continues with that of the images, as the study's steps do.
 *
 * @param seed the study's is 1234
 * @param imagesPerQuestion the study's is 10
 * @param balancedLetters whether the right choice is put at each letter as often as at any other, which the study left to chance
 */
public record DatasetDraw(long seed, int imagesPerQuestion, boolean balancedLetters) {

    /** @throws IllegalArgumentException naming the first class with fewer images than a question takes */
    public void requireEnough(Iterable<String> classes, Map<String, List<String>> images) {
        for (String name : classes) {
            int there = images.getOrDefault(name, List.of()).size();
            if (there < imagesPerQuestion) {
                throw new IllegalArgumentException("class \"" + name + "\" has " + there + " images, fewer than the "
                        + imagesPerQuestion + " that are drawn for a question");
            }
        }
    }

    /**
     * The dataset.
     *
     * @param kept the questions that the filter left, in their order
     * @param images of each class, in their order
     */
    public List<DatasetLine> lines(List<AnsweredQuestion> kept, Map<String, List<String>> images) {
        requireEnough(kept.stream().map(AnsweredQuestion::className).distinct().toList(), images);
        List<WrittenQuestion> questions = balanced(kept);
        PythonRandom random = new PythonRandom(seed);
        List<DatasetLine> lines = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            String name = kept.get(i).className();
            for (String image : random.sample(images.get(name), imagesPerQuestion)) {
                lines.add(new DatasetLine(image, questions.get(i), name, i));
            }
        }
        random.shuffle(lines);
        return lines;
    }

    private List<WrittenQuestion> balanced(List<AnsweredQuestion> kept) {
        PythonRandom random = new PythonRandom(seed);
        List<WrittenQuestion> questions = new ArrayList<>();
        kept.forEach(one -> questions.add(one.question().shuffled(random)));
        if (balancedLetters) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                places.add(i % WrittenQuestion.CHOICES);
            }
            random.shuffle(places);
            for (int i = 0; i < questions.size(); i++) {
                questions.set(i, questions.get(i).withAnswerAt(places.get(i)));
            }
        }
        return questions;
    }
}
