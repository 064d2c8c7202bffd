package dev.vlmstream.serving;

import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One question for the model.
 *
 * @param image null where the question has none, or its image comes encoded
 * @param features null where the image does not come encoded
 * @param record that the question came in
 */
public record ModelRequest(
        Question question,
        RunManifest manifest,
        byte @Nullable [] image,
        @Nullable Features features,
        ConsumerRecord<byte[], byte[]> record) {}
