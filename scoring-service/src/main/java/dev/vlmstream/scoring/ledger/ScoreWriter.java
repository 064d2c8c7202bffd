package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes scores. The prediction within is most of a score; its body is copied from the bytes that it came in, if these are of
 * the newest version, and not encoded again. Not safe for several threads.
 */
public final class ScoreWriter {
    private static final byte[] HEADER = new SingleObject(Score.getClassSchema()).header();
    private static final int PREDICTION =
            Score.getClassSchema().getField("prediction").pos();
    private static final int NOT_NULL = 1;

    private final Wire<Score> wire = Wire.of(Score.class);
    private final Copying writer = new Copying();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private @Nullable BinaryEncoder out;

    /** @param prediction the bytes that the score's prediction came in; null: it has none */
    public byte[] write(Score score, byte @Nullable [] prediction) {
        if (!PredictionReader.NEWEST.matches(prediction) || wire.isRegistered()) {
            return wire.encode(score);
        }
        bytes.reset();
        bytes.write(HEADER, 0, HEADER.length);
        out = EncoderFactory.get().directBinaryEncoder(bytes, out);
        writer.prediction = prediction;
        try {
            writer.write(score, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static final class Copying extends SpecificDatumWriter<Score> {
        private byte[] prediction;

        Copying() {
            super(Score.getClassSchema(), new SpecificData(Score.class.getClassLoader()));
        }

        @Override
        protected void writeField(Object score, Schema.Field field, Encoder to, Object state) throws IOException {
            if (field.pos() == PREDICTION) {
                to.writeIndex(NOT_NULL);
                to.writeFixed(prediction, SingleObject.BODY, prediction.length - SingleObject.BODY);
            } else {
                super.writeField(score, field, to, state);
            }
        }
    }
}
