package dev.vlmstream.rest.items;

import java.util.List;

/**
 * One page of the items that two models answered differently well.
 *
 * @param total on all pages
 * @param page from 0
 */
public record DifferencePage(long total, int page, int size, List<Pair> items) {

    /** What both models answered to one item. */
    public record Pair(ItemLine first, ItemLine second) {}
}
