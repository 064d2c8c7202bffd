/** Questions become CLIP features and rankings: zero-shot by dual encoders, supervised by classifiers. */
package dev.vlmstream.embed;
