package dev.vlmstream.evaluation.wikiqa;

import java.util.List;

/**
 * A class and what is written about it.
 *
 * @param name the class
 * @param articles one or more texts
 */
public record ClassArticles(String name, List<String> articles) {
    public ClassArticles {
        articles = List.copyOf(articles);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a class needs a name");
        }
        if (articles.isEmpty() || articles.stream().allMatch(String::isBlank)) {
            throw new IllegalArgumentException("class \"" + name + "\" has no article");
        }
    }
}
