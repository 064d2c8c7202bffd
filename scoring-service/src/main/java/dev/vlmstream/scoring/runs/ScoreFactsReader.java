package dev.vlmstream.scoring.runs;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.wire.BoundedDecoder;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.io.IOException;
import java.util.List;
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
    private BoundedDecoder in;
    private ScoreFacts.Builder facts;

    /** @throws WireException if the bytes are no score */
    public ScoreFacts read(byte[] bytes) {
        if (!NEWEST.matches(bytes)) {
            return ScoreFacts.of(wire.decode(bytes));
        }
        try {
            in = new BoundedDecoder(bytes, SingleObject.BODY);
            facts = new ScoreFacts.Builder();
            for (Schema.Field field : SCORE) {
                scoreField(field);
            }
            in.requireEnd();
            return facts.build();
        } catch (IOException | RuntimeException e) {
            throw new WireException("not a Score in Avro's single-object encoding: " + e.getMessage(), e);
        }
    }

    private void scoreField(Schema.Field field) throws IOException {
        switch (field.name()) {
            case "run" -> facts.run = in.readString();
            case "itemId" -> facts.item = in.readString();
            case "model" -> facts.model = in.readString();
            case "task" -> facts.task = in.readString();
            case "status" -> facts.status = STATUS[in.readEnum()];
            case "label" -> facts.label = optionalString();
            case "rules" -> readRules();
            case "grades" -> readGrades();
            case "primaryRule" -> facts.primaryRule = optionalString();
            case "parsed" -> facts.parsed = optionalString();
            case "imageSha256" -> facts.image = optionalString();
            case "prediction" -> readPrediction();
            case "category" -> facts.category = optionalString();
            case "group" -> facts.group = optionalString();
            case "grouping" -> facts.grouping = optionalString();
            case "groupSize" -> facts.groupSize = in.readIndex() == 0 ? null : (Integer) in.readInt();
            default -> GenericDatumReader.skip(field.schema(), in);
        }
    }

    private void readPrediction() throws IOException {
        if (in.readIndex() == 0) {
            return;
        }
        for (Schema.Field field : PREDICTION) {
            switch (field.name()) {
                case "text" -> facts.text = optionalString();
                case "ranking" -> readFirst(field.schema().getElementType());
                case "confidence" -> facts.confidence = in.readIndex() == 0 ? null : (Double) in.readDouble();
                case "likelihoods" -> readLikelihoods(field.schema().getTypes().get(1));
                case "predictedAt" -> facts.at = in.readLong();
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
                facts.rules.put(in.readString(), in.readBoolean());
            }
        }
    }

    private void readGrades() throws IOException {
        for (long left = in.readMapStart(); left > 0; left = in.mapNext()) {
            for (; left > 0; left--) {
                facts.grades.put(in.readString(), in.readDouble());
            }
        }
    }

    private void readFirst(Schema place) throws IOException {
        for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
            for (; left > 0; left--) {
                if (facts.first == null) {
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
                facts.first = in.readString();
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
                facts.likelihoods = in.readBytes(null);
            } else {
                GenericDatumReader.skip(field.schema(), in);
            }
        }
    }
}
