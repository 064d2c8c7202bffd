/** Folders of images, one per class. */
@NullMarked
package dev.vlmstream.datasets.folders;

import org.jspecify.annotations.NullMarked;
