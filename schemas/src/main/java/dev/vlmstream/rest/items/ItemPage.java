package dev.vlmstream.rest.items;

import java.util.List;

/**
 * One page of predictions with their scores.
 *
 * @param total how many the filter accepts, on all pages
 * @param page from 0
 * @param size of a page
 */
public record ItemPage(long total, int page, int size, List<ItemLine> items) {}
