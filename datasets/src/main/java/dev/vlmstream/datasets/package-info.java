/**
 * Datasets as people have them: files of JSON lines and image folders ({@link dev.vlmstream.datasets.Datasets}), single
 * JSON items as they are pushed ({@link dev.vlmstream.datasets.JsonItems}), and what an image's header says ({@link
 * dev.vlmstream.datasets.ImageHeader}).
 */
package dev.vlmstream.datasets;
