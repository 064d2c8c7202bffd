/** Start, stop, health and meters of the service. */
@NullMarked
package dev.vlmstream.scoring.service;

import org.jspecify.annotations.NullMarked;
