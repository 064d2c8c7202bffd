package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.io.IOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads predictions. Those of the newest version have to fill their bytes, because these are copied into the score ({@link
 * ScoreWriter}). Not safe for several threads.
 */
final class PredictionReader {
    static final SingleObject NEWEST = new SingleObject(Prediction.getClassSchema());

    private final Wire<Prediction> wire = Wire.of(Prediction.class);
    private final SpecificDatumReader<Prediction> reader = new SpecificDatumReader<>(
            Prediction.getClassSchema(),
            Prediction.getClassSchema(),
            new SpecificData(Prediction.class.getClassLoader()));
    private BinaryDecoder in;

    /** @throws WireException if the bytes are no prediction */
    Prediction read(byte[] bytes) {
        if (!NEWEST.matches(bytes)) {
            return wire.decode(bytes);
        }
        try {
            in = DecoderFactory.get().binaryDecoder(bytes, SingleObject.BODY, bytes.length - SingleObject.BODY, in);
            Prediction prediction = reader.read(null, in);
            if (!in.isEnd()) {
                throw new IOException("there are bytes behind it");
            }
            return prediction;
        } catch (IOException | RuntimeException e) {
            throw new WireException("not a Prediction in Avro's single-object encoding: " + e.getMessage(), e);
        }
    }
}
