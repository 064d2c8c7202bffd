/** The rules by which an answer is right, each declared in the file of its logic, their list, and the judge that applies them. */
package dev.vlmstream.evaluation.rules;
