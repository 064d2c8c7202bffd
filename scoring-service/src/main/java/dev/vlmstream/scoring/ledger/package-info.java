/**
 * The books of one partition: what becomes of each item, kept in one state store, and the counts, which are always what the
 * judged items in that store add up to.
 */
@NullMarked
package dev.vlmstream.scoring.ledger;

import org.jspecify.annotations.NullMarked;
