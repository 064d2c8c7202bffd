package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.wire.BoundedDecoder;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.io.IOException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads predictions. Those of the newest version have to fill their bytes, because these are copied into the score ({@link
 * ScoreWriter}). Not safe for several threads.
 */
public final class PredictionReader {
    static final SingleObject NEWEST = new SingleObject(Prediction.getClassSchema());

    private final Wire<Prediction> wire = Wire.of(Prediction.class);
    private final SpecificDatumReader<Prediction> reader = new SpecificDatumReader<>(
            Prediction.getClassSchema(),
            Prediction.getClassSchema(),
            new SpecificData(Prediction.class.getClassLoader()));

    /** @throws WireException if the bytes are no prediction */
    public Prediction read(byte[] bytes) {
        if (!NEWEST.matches(bytes)) {
            return wire.decode(bytes);
        }
        try {
            BoundedDecoder in = new BoundedDecoder(bytes, SingleObject.BODY);
            Prediction prediction = reader.read(null, in);
            in.requireEnd();
            return prediction;
        } catch (IOException | RuntimeException e) {
            throw new WireException("not a Prediction in Avro's single-object encoding: " + e.getMessage(), e);
        }
    }
}
