/** What the scoring service answers over HTTP, as its clients read it: records, and the JSON that Jackson makes of them. */
@NullMarked
package dev.vlmstream.rest;

import org.jspecify.annotations.NullMarked;
