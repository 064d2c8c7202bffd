/**
 * Fetches ready model bundles and splits of datasets from a hub that speaks Hugging Face's HTTP interface: {@code
 * /api/models/ID/revision/REV}, {@code /api/models/ID/tree/REV} and {@code /ID/resolve/REV/PATH}, of datasets below {@code
 * datasets} (https://huggingface.co/docs/hub/api). Interrupted downloads continue where they were; every file is checked against
 * the hub's digest before it gets its name.
 */
@NullMarked
package dev.vlmstream.datasets.sources.hub;

import org.jspecify.annotations.NullMarked;
