/** What the interface's description contains beyond the resources themselves. */
@NullMarked
package dev.vlmstream.scoring.http.openapi;

import org.jspecify.annotations.NullMarked;
