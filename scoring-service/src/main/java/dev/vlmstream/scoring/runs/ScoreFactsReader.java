package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.rules.TopK;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.wire.BoundedDecoder;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a score what {@link ScoreFacts} has, and steps over the rest: every replica reads every score, most of whose
 * bytes only matter to who looks at the item. Scores of older schemas are read in full. Not safe for several threads.
 */
public final class ScoreFactsReader {
    private static final List<Schema.Field> SCORE = Score.getClassSchema().getFields();
    private static final List<Schema.Field> PREDICTION =
            Prediction.getClassSchema().getFields();
    private static final Status[] STATUS = Status.values();
    private static final SingleObject NEWEST = new SingleObject(Score.getClassSchema());

    private final Wire<Score> wire = Wire.of(Score.class);
    private final Map<String, Boolean> rules = new HashMap<>();
    private final Map<String, Double> grades = new HashMap<>();
    private BoundedDecoder in;
    private String run;
    private String item;
    private String model;
    private String task;
    private Status status;
    private @Nullable String label;
    private @Nullable String primaryRule;
    private @Nullable String parsed;
    private @Nullable String image;
    private long at;
    private @Nullable String text;
    private @Nullable String first;
    private @Nullable Double confidence;
    private @Nullable ByteBuffer likelihoods;
    private @Nullable String category;
    private @Nullable String group;
    private @Nullable String grouping;
    private @Nullable Integer groupSize;

    /** @throws WireException if the bytes are no score */
    public ScoreFacts read(byte[] bytes) {
        if (!NEWEST.matches(bytes)) {
            return ScoreFacts.of(wire.decode(bytes));
        }
        try {
            in = new BoundedDecoder(bytes, SingleObject.BODY);
            forget();
            for (Schema.Field field : SCORE) {
                scoreField(field);
            }
            in.requireEnd();
            return new ScoreFacts(
                    run,
                    item,
                    model,
                    task,
                    status,
                    label,
                    Boolean.TRUE.equals(rules.get(primaryRule)),
                    Boolean.TRUE.equals(rules.get(TopK.LIKELIHOOD_MEAN.id())),
                    grades.get(primaryRule),
                    parsed,
                    image,
                    at,
                    text,
                    first,
                    confidence,
                    likelihoods,
                    ScoreFacts.Membership.of(category, group, grouping, groupSize, rules));
        } catch (IOException | RuntimeException e) {
            throw new WireException("not a Score in Avro's single-object encoding: " + e.getMessage(), e);
        }
    }

    private void forget() {
        rules.clear();
        grades.clear();
        label = null;
        primaryRule = null;
        parsed = null;
        image = null;
        at = 0;
        text = null;
        first = null;
        confidence = null;
        likelihoods = null;
        category = null;
        group = null;
        grouping = null;
        groupSize = null;
    }

    private void scoreField(Schema.Field field) throws IOException {
        switch (field.name()) {
            case "run" -> run = in.readString();
            case "itemId" -> item = in.readString();
            case "model" -> model = in.readString();
            case "task" -> task = in.readString();
            case "status" -> status = STATUS[in.readEnum()];
            case "label" -> label = optionalString();
            case "rules" -> readRules();
            case "grades" -> readGrades();
            case "primaryRule" -> primaryRule = optionalString();
            case "parsed" -> parsed = optionalString();
            case "imageSha256" -> image = optionalString();
            case "prediction" -> readPrediction();
            case "category" -> category = optionalString();
            case "group" -> group = optionalString();
            case "grouping" -> grouping = optionalString();
            case "groupSize" -> groupSize = in.readIndex() == 0 ? null : (Integer) in.readInt();
            default -> GenericDatumReader.skip(field.schema(), in);
        }
    }

    private void readPrediction() throws IOException {
        if (in.readIndex() == 0) {
            return;
        }
        for (Schema.Field field : PREDICTION) {
            switch (field.name()) {
                case "text" -> text = optionalString();
                case "ranking" -> readFirst(field.schema().getElementType());
                case "confidence" -> confidence = in.readIndex() == 0 ? null : (Double) in.readDouble();
                case "likelihoods" -> readLikelihoods(field.schema().getTypes().get(1));
                case "predictedAt" -> at = in.readLong();
                default -> GenericDatumReader.skip(field.schema(), in);
            }
        }
    }

    private @Nullable String optionalString() throws IOException {
        return in.readIndex() == 0 ? null : in.readString();
    }

    private void readRules() throws IOException {
        for (long left = in.readMapStart(); left > 0; left = in.mapNext()) {
            for (; left > 0; left--) {
                rules.put(in.readString(), in.readBoolean());
            }
        }
    }

    private void readGrades() throws IOException {
        for (long left = in.readMapStart(); left > 0; left = in.mapNext()) {
            for (; left > 0; left--) {
                grades.put(in.readString(), in.readDouble());
            }
        }
    }

    private void readFirst(Schema place) throws IOException {
        for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
            for (; left > 0; left--) {
                if (first == null) {
                    readName(place);
                } else {
                    GenericDatumReader.skip(place, in);
                }
            }
        }
    }

    private void readName(Schema place) throws IOException {
        for (Schema.Field field : place.getFields()) {
            if (field.name().equals("name")) {
                first = in.readString();
            } else {
                GenericDatumReader.skip(field.schema(), in);
            }
        }
    }

    private void readLikelihoods(Schema record) throws IOException {
        if (in.readIndex() == 0) {
            return;
        }
        for (Schema.Field field : record.getFields()) {
            if (field.name().equals("sums")) {
                likelihoods = in.readBytes(null);
            } else {
                GenericDatumReader.skip(field.schema(), in);
            }
        }
    }
}
