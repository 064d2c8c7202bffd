package dev.vlmstream.scoring;

import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import java.util.Collections;
import java.util.List;

/** Events of datasets that are being made, as the command and the judge service write them. */
public final class GenerationEvents {
    private static final WikiChoices CHOICES =
            new WikiChoices("How many legs has this object?", List.of("4", "6", "8", "10"), 1, "");

    private GenerationEvents() {}

    public static WikiMaking making(String name, long createdAt, String... classes) {
        return WikiMaking.newBuilder()
                .setMaking(name)
                .setWriter("gpt")
                .setAnswerer("other")
                .setClasses(List.of(classes))
                .setArticles("")
                .setSeed(1234)
                .setQuestions(5)
                .setTries(3)
                .setBudget(2.0)
                .setSoftwareVersion("vlmstream 1")
                .setCreatedAt(createdAt)
                .build();
    }

    public static WikiReply reply(String text) {
        return WikiReply.newBuilder()
                .setModel("gpt")
                .setDigest("d")
                .setText(text)
                .setPromptTokens(100)
                .setOutputTokens(10)
                .setCost(0.001)
                .build();
    }

    public static WikiReply failure(String reason) {
        return WikiReply.newBuilder()
                .setModel("gpt")
                .setDigest("d")
                .setFailure(reason)
                .build();
    }

    public static WikiWritten written(String making, int index, int questions, String... rejected) {
        return WikiWritten.newBuilder()
                .setMaking(making)
                .setIndex(index)
                .setName("ant")
                .setReplies(List.of(reply("[]")))
                .setQuestions(Collections.nCopies(questions, CHOICES))
                .setRejected(List.of(rejected).stream()
                        .map(reason -> new WikiRejected(reason, "text"))
                        .toList())
                .build();
    }

    /** Right is B; what is null was not asked. */
    public static WikiQuestion answered(String making, int index, int position, WikiReply named, WikiReply unnamed) {
        return WikiQuestion.newBuilder()
                .setMaking(making)
                .setIndex(index)
                .setPosition(position)
                .setName("ant")
                .setWritten(CHOICES)
                .setNamed(named)
                .setUnnamed(unnamed)
                .build();
    }
}
