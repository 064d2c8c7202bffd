/** The study's tables as it lays them out: declared once, filled with what runs measured, beside what was published. */
@NullMarked
package dev.vlmstream.cli.report.study;

import org.jspecify.annotations.NullMarked;
