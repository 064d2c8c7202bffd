/** The settings of a run: each declared once, read and checked alike whoever gives them. */
package dev.vlmstream.evaluation.run;
