/** Questions become CLIP features and rankings: zero-shot by dual encoders, supervised by classifiers. */
@NullMarked
package dev.vlmstream.embed;

import org.jspecify.annotations.NullMarked;
