package dev.vlmstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.preprocessing.header.PixelLimit;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.images.ImageSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemCheckerTest {
    private static final String OPTIONS = "Which one?\nA. cat\nB. dog\nChoose A or B.";
    private final ItemChecker checker = new ItemChecker(keeper(new PixelLimit(10_000, 1 << 30)));

    private static ImageKeeper keeper(PixelLimit limit) {
        return new ImageKeeper(new ImageSource(TestConfig.of("images.store", "none")), new ImageCheck(limit), 1024);
    }

    @Test
    void asksTheRunsPromptAndKeepsTheAnswerApart() {
        ItemChecker.Checked checked = check(Samples.item("cat").setLabelIndex(0), open());
        assertThat(checked.question().getText()).isEqualTo("What type of object is in this photo?");
        assertThat(checked.question().getChoices()).isEmpty();
        assertThat(checked.question().toString()).doesNotContain("cat");
        assertThat(checked.reference().getLabel()).isEqualTo("cat");
        assertThat(checked.reference().getLabelIndex()).isZero();
        assertThat(checked.reference().getQuestion())
                .isEqualTo(checked.question().getText());
    }

    @Test
    void aReferenceBringsTheSynonymsOfItsLabelAloneAndWithoutAnyTheLabel() {
        RunManifest.Builder run = Samples.manifest("r").setTask("open-world");
        run.setSynonyms(Map.of("cat", List.of("tabby"), "hen", List.of("fowl")));
        assertThat(check(Samples.item("cat"), run).reference().getSynonyms()).containsExactly("tabby");
        assertThat(check(Samples.item("dog"), run).reference().getSynonyms()).containsExactly("dog");
        assertThat(check(Samples.item("cat"), run).question().toString()).doesNotContain("tabby");
        assertThat(check(Samples.item("cat"), open()).reference().getSynonyms()).isEmpty();
    }

    @Test
    void aQuestionAboutSeveralImagesIsRefused() {
        Item.Builder item = Samples.item("A").setText("Is <image 2> like <image 1>?\nA. yes\nB. no\nChoose A or B.");
        RunManifest.Builder run =
                Samples.manifest("r").setTask("multiple-choice").setClasses(List.of());
        assertThatThrownBy(() -> check(item, run))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "the question is about several images (<image 2>), and an item has one; leave such questions out");
        assertThat(check(item.setText("Like <image 1>?\nA. yes\nB. no\nChoose A or B."), run)
                        .question()
                        .getText())
                .contains("<image 1>");
    }

    @Test
    void categoryAndGroupTravelInTheReference() {
        ItemChecker.Checked checked =
                check(Samples.item("cat").setCategory("animals/tame").setGroup("7"), open());
        assertThat(checked.reference().getCategory()).isEqualTo("animals/tame");
        assertThat(checked.reference().getGroup()).isEqualTo("7");
        assertThat(checked.reference().getGrouping()).isNull();
    }

    @Test
    void anItemsOwnTextComesBeforeTheRunsPrompt() {
        assertThat(check(Samples.item("cat").setText("Is it furry?"), open())
                        .question()
                        .getText())
                .isEqualTo("Is it furry?");
    }

    @Test
    void asksTheClosedWorldQuestionOfTheStudyWordForWord() {
        Item.Builder item = Samples.item("cat").setChoices(List.of("dog", "cat", "hen"));
        Question question = check(item, closed(3)).question();
        assertThat(question.getText())
                .isEqualTo("What type of object is in this photo? Choose one from \"dog, cat, hen\".");
        assertThat(question.getChoices()).containsExactly("dog", "cat", "hen");
    }

    @Test
    void drawsTheSameChoicesForTheSameItemAndSeed() {
        List<String> drawn = check(Samples.item("cat"), closed(4)).question().getChoices();
        assertThat(drawn).hasSize(4).doesNotHaveDuplicates().contains("cat").isSubsetOf(Samples.CLASSES);
        assertThat(check(Samples.item("cat"), closed(4)).question().getChoices())
                .isEqualTo(drawn);
    }

    @Test
    void aQuestionOfTextVqaIsWordedAndItsAnswersTravelInTheReferenceAlone() {
        Item.Builder item = Samples.item("stop")
                .setText("What does it say?")
                .setAnswers(List.of("stop", "halt"))
                .setOcrTokens(List.of("STOP", "42"));
        ItemChecker.Checked checked = check(item, benchmark("textvqa"));
        assertThat(checked.question().getText())
                .isEqualTo("What does it say?\nReference OCR token: STOP, 42\n"
                        + "Answer the question using a single word or phrase.");
        assertThat(checked.question().toString()).doesNotContain("halt");
        assertThat(checked.reference().getAnswers()).containsExactly("stop", "halt");
        assertThat(checked.reference().getBenchmark()).isEqualTo("textvqa");
        refuses(Samples.item("stop"), benchmark("textvqa"), "missing \"text\": a question of textvqa");
    }

    @Test
    void aQuestionOfAi2dListsItsOptionsAndItsLabelBecomesTheLetter() {
        Item.Builder item = Samples.item("1").setText("Which?").setOptions(List.of("egg", "larva"));
        ItemChecker.Checked checked = check(item, benchmark("ai2d"));
        assertThat(checked.question().getText())
                .startsWith("Which?\nA. egg\nB. larva\nAnswer with the option's letter");
        assertThat(checked.reference().getLabel()).isEqualTo("B");
        assertThat(checked.reference().getOptions()).containsExactly("egg", "larva");
        assertThat(check(Samples.item("A").setText(OPTIONS), benchmark("ai2d"))
                        .reference()
                        .getOptions())
                .hasSizeGreaterThan(1);
        refuses(Samples.item("A").setText("Which?"), benchmark("ai2d"), "\"text\" has no options");
    }

    @Test
    void popeTakesYesAndNoAlone() {
        assertThat(check(Samples.item("Yes").setText("A dog?"), benchmark("pope"))
                        .reference()
                        .getLabel())
                .isEqualTo("yes");
        refuses(Samples.item("dog").setText("A dog?"), benchmark("pope"), "neither yes nor no");
    }

    @Test
    void variantsTellTheClassAndHideTheImageButNotFromWhoReadsTheResults() {
        Item.Builder item = Samples.item("B")
                .setText("Can this object fly?\n" + OPTIONS)
                .setClassName("hen")
                .setImage(Samples.inline(Samples.png(2, 2)));
        ItemChecker.Checked told = check(item, multiple().setVariant("class-name"));
        assertThat(told.question().getText()).startsWith("Can hen fly?\n");
        assertThat(told.question().getImage()).isNotNull();
        ItemChecker.Checked hidden = check(item, multiple().setVariant("no-image"));
        assertThat(hidden.question().getText()).startsWith("Can this object fly?");
        assertThat(hidden.question().getImage()).isNull();
        assertThat(hidden.reference().getImage()).isNotNull();
        ItemChecker.Checked text = check(item, multiple().setVariant("text-only"));
        assertThat(text.question().getText()).isEqualTo(told.question().getText());
        assertThat(text.question().getImage()).isNull();
        refuses(item.setClassName(null), multiple().setVariant("text-only"), "missing \"classname\"");
        refuses(
                Samples.item("B").setText(OPTIONS).setClassName("hen"),
                multiple().setVariant("class-name"),
                "this object");
    }

    @Test
    void aGuessIsDrawnWhereTheRunWantsOne() {
        Item.Builder item = Samples.item("B").setItemId("a").setText(OPTIONS);
        assertThat(check(item, multiple()).reference().getGuess()).isNull();
        assertThat(check(item, multiple().setGuess(true)).reference().getGuess())
                .isIn("A", "B", "C", "D");
    }

    @Test
    void drawsOtherChoicesForOtherItems() {
        List<List<String>> draws = java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> check(Samples.item("cat").setItemId("i" + i), closed(3))
                        .question()
                        .getChoices())
                .distinct()
                .toList();
        assertThat(draws).hasSizeGreaterThan(5);
    }

    @Test
    void offersAllClassesInTheirOrderWhereOrderIsFixed() {
        RunManifest.Builder fixed =
                Samples.manifest("r").setTask("closed-world").setOrder("fixed");
        assertThat(check(Samples.item("cat"), fixed).question().getChoices()).isEqualTo(Samples.CLASSES);
    }

    @Test
    void takesTheStudysDrawOnlyFromWhoeverMadeIt() {
        refuses(Samples.item("cat"), closed(3).setDraw("study"), "missing \"choices\": the run's draw is study");
        List<String> drawn = List.of("dog", "cat");
        assertThat(check(Samples.item("cat").setChoices(drawn), closed(3).setDraw("study"))
                        .question()
                        .getChoices())
                .isEqualTo(drawn);
    }

    @Test
    void refusesALabelThatIsNotAmongTheClasses() {
        refuses(Samples.item("whale"), open(), "the label \"whale\" is not among the 6 classes of the run");
    }

    @Test
    void takesAnyLabelWhereTheRunHasNoClasses() {
        assertThat(check(Samples.item("whale"), open().setClasses(List.of()))
                        .reference()
                        .getLabel())
                .isEqualTo("whale");
    }

    @Test
    void refusesChoicesThatAreNoClassesOrLackTheLabel() {
        refuses(
                Samples.item("cat").setChoices(List.of("cat", "whale")),
                closed(2),
                "the choice \"whale\" is not among the 6 classes of the run");
        refuses(
                Samples.item("cat").setChoices(List.of("dog", "cow")),
                closed(2),
                "the label \"cat\" is not among the choices [dog, cow]");
    }

    @Test
    void takesTheOptionsOutOfAMultipleChoiceText() {
        ItemChecker.Checked checked = check(Samples.item("B").setText(OPTIONS), multiple());
        assertThat(checked.reference().getOptions()).containsExactly("cat", "dog");
        assertThat(checked.question().getText()).isEqualTo(OPTIONS);
    }

    @Test
    void refusesAMultipleChoiceItemWithoutQuestionOptionsOrLetter() {
        refuses(Samples.item("A"), multiple(), "missing \"text\"");
        refuses(Samples.item("A").setText("Which one is it?"), multiple(), "\"text\" has no options");
        for (String label : List.of("C", "a", "", "AB", "cat")) {
            refuses(
                    Samples.item(label).setText(OPTIONS),
                    multiple(),
                    "the label \"" + label + "\" is none of the letters A to B");
        }
    }

    @Test
    void takesASoundImage() {
        byte[] image = Samples.png(20, 30);
        assertThat(check(Samples.item("cat").setImage(Samples.inline(image)), open())
                        .question()
                        .getImage()
                        .getBytes())
                .isEqualTo(ByteBuffer.wrap(image));
    }

    @Test
    void refusesAnImageWhoseHeaderSaysTooManyPixels() {
        byte[] bomb = Samples.png(20, 30);
        ByteBuffer.wrap(bomb).putInt(16, 30_000).putInt(20, 30_000);
        refuses(
                Samples.item("cat").setImage(Samples.inline(bomb)),
                open(),
                "named.png: 30000 × 30000 pixels, more than the 10000 of vlmstream.images.max-pixels: scale the picture"
                        + " down, or raise that limit (\"vlmstream up --max-megapixels 900\" on one machine)");
    }

    @Test
    void refusesAnImageThatNoDecoderHasRoomFor() {
        byte[] bomb = Samples.png(20, 30);
        ByteBuffer.wrap(bomb).putInt(16, 9_990).putInt(20, 9_990);
        ItemChecker small = new ItemChecker(keeper(new PixelLimit(100_000_000, 384 << 20)));
        assertThatThrownBy(() -> small.check(
                        Samples.item("cat").setImage(Samples.inline(bomb)).build(), open().build()))
                .isInstanceOf(RejectedException.class)
                .hasMessage("named.png: 9990 × 9990 pixels take 285 MiB of heap, more than the 128 MiB that one picture"
                        + " may take of a heap of 384 MiB: scale the picture down, or give the services that decode more"
                        + " heap (\"vlmstream up --max-megapixels 100\" on one machine, else -Xmx)");
    }

    @Test
    void refusesWhatIsNoImageAndOneThatChanged() {
        byte[] text = "hello, this is a text".getBytes(StandardCharsets.UTF_8);
        refuses(Samples.item("cat").setImage(Samples.inline(text)), open(), "named.png: text, not an image");
        Item.Builder changed = Samples.item("cat").setImage(Samples.inline(Samples.png(2, 2)));
        changed.getImage().setSha256("0".repeat(64));
        refuses(changed, open(), "named.png: SHA-256 is");
    }

    private ItemChecker.Checked check(Item.Builder item, RunManifest.Builder manifest) {
        return checker.check(item.build(), manifest.build());
    }

    private void refuses(Item.Builder item, RunManifest.Builder manifest, String message) {
        assertThatThrownBy(() -> check(item, manifest))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(message);
    }

    private static RunManifest.Builder open() {
        return Samples.manifest("r");
    }

    private static RunManifest.Builder closed(int labels) {
        return Samples.manifest("r").setTask("closed-world").setLabels(labels);
    }

    private static RunManifest.Builder benchmark(String id) {
        return Samples.manifest("r")
                .setTask("question-answering")
                .setBenchmark(id)
                .setPrompt(ShippedTasks.of(id).prompt().instruction());
    }

    private static RunManifest.Builder multiple() {
        return Samples.manifest("r").setTask("multiple-choice").setClasses(List.of());
    }
}
