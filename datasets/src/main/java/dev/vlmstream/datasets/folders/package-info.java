/** Folders of images, one a class. */
@NullMarked
package dev.vlmstream.datasets.folders;

import org.jspecify.annotations.NullMarked;
