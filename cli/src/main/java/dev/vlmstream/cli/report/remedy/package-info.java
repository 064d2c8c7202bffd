/** What fine-tuning changes: a model before and after it, item by item. */
@NullMarked
package dev.vlmstream.cli.report.remedy;

import org.jspecify.annotations.NullMarked;
