/** The rules by which an answer is right, each declared in the file of its logic, their list, and the judge that applies them. */
@NullMarked
package dev.vlmstream.evaluation.rules;

import org.jspecify.annotations.NullMarked;
