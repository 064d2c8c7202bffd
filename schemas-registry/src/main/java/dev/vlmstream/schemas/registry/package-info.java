/**
 * Events in the format of a schema registry, through Apicurio's serde. Nothing of ours depends on this package by name:
 * it is found on the class path.
 */
@NullMarked
package dev.vlmstream.schemas.registry;

import org.jspecify.annotations.NullMarked;
