/** What needs no Kafka: models, images and predictions in files. */
package dev.vlmstream.cli.offline;
