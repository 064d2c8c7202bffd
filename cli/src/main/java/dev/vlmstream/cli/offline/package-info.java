/** What needs no Kafka: models, images and predictions in files. */
@NullMarked
package dev.vlmstream.cli.offline;

import org.jspecify.annotations.NullMarked;
