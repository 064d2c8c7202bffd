/** Runs described in files: a study is a folder of manifests. */
@NullMarked
package dev.vlmstream.cli.study;

import org.jspecify.annotations.NullMarked;
