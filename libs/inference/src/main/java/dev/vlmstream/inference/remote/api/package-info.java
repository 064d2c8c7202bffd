/**
 * The APIs that are spoken. Each format is one {@link dev.vlmstream.inference.remote.api.ApiFormat}: how a request is
 * written, and what a reply means, by the providers' public documentation; every case is pinned by a recorded reply in the
 * tests. Beside them, what a bundle's {@code config.json} says of model, address, key, limits and prices.
 */
@NullMarked
package dev.vlmstream.inference.remote.api;

import org.jspecify.annotations.NullMarked;
