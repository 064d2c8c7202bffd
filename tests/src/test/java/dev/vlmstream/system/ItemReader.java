package dev.vlmstream.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/**
 * Somebody who looks at single items of a run: watches answers come, and goes from item to item.
 *
 * @param run with its address on the page
 */
record ItemReader(Page page, String run) {
    private static final int CARDS = 60;

    /** Opens the answers as they come; there are more than are shown. */
    void watch() {
        page.navigate(run + "?tab=live");
        assertThat(cards()).hasCount(CARDS);
        assertThat(page.getByTestId("tail")).hasAttribute("aria-live", "off");
    }

    /** While more come: the newest is another one, and of how many these are some is said. Then nothing moves. */
    void seeNewAnswers(Runnable push) {
        String before = first();
        push.run();
        assertThat(cards().first()).not().hasAttribute("data-key", before);
        assertThat(cards()).hasCount(CARDS);
        assertThat(rate()).containsText("per second");
        pause().click();
        assertThat(rate()).containsText("Paused");
        String paused = first();
        assertThat(rate()).containsText("newer");
        assertThat(first()).isEqualTo(paused);
        page.screenshot(Chromium.shot("live-answers"));
    }

    /** At the end, by who was there and paused, and by who comes afterwards. */
    void seeTheLastAnswers() {
        assertThat(pause()).hasText("Resume");
        pause().click();
        assertThat(rate()).hasText("The run is complete: its last " + CARDS + " answers");
        page.reload();
        assertThat(cards()).hasCount(CARDS);
        assertThat(rate()).hasText("The run is complete: its last " + CARDS + " answers");
    }

    /** From each list by the keyboard and back, and every model's answer to each item side by side. */
    void step(int models) {
        step("?model=emoji-vlm&filter=all", "[data-testid=answer-card] a", 1, models);
        page.screenshot(Chromium.shot("item"));
        step("?tab=classes&model=emoji-vlm", "[data-testid=confusions] .card a", 1, models);
        step("?tab=versus&model=emoji-clip&against=emoji-vlm", "[data-testid=versus] .card a", 1, models);
        step("?tab=live", "[data-testid=tail-card] a", CARDS, models);
        overThePage(models);
    }

    /** @param count of the list's links, once it is whole: what comes later may come before the first */
    private void step(String list, String link, int count, int models) {
        page.navigate(run + list);
        page.locator(link).nth(count - 1).waitFor();
        // Under the pointer a list of the newest stands still: only from here on its first card stays the first.
        page.locator(link).first().hover();
        page.locator(link).first().click();
        String first = shown("1 of", models);
        page.keyboard().press("ArrowRight");
        String second = shown("2 of", models);
        assertThat(second).as(list).isNotEqualTo(first);
        assertThat(page).hasURL(Pattern.compile(".*item=" + second + ".*"));
        page.getByLabel("Previous item (left arrow)").click();
        assertThat(shown("1 of", models)).isEqualTo(first);
        assertThat(page.getByLabel("Previous item (left arrow)")).isDisabled();
        page.keyboard().press("Escape");
        assertThat(page.getByTestId("detail")).isHidden();
        // The way back in the history comes after that; a navigation before would be undone by it.
        assertThat(page).not().hasURL(Pattern.compile(".*item=.*"));
    }

    /** The list continues behind its first page; the address of an item is a link. */
    private void overThePage(int models) {
        page.navigate(run + "?model=emoji-vlm&filter=all");
        page.locator("[data-testid=answer-card] a").last().click();
        shown("24 of", models);
        page.keyboard().press("ArrowRight");
        String next = shown("25 of", models);
        assertThat(page).hasURL(Pattern.compile(".*page=1&item=" + next));
        page.reload();
        assertThat(shown("25 of", models)).isEqualTo(next);
        page.keyboard().press("Escape");
    }

    /** The item that is shown at a place of the list; its picture is named by its label. */
    private String shown(String place, int models) {
        Locator detail = page.getByTestId("detail");
        // While it is closed it still has the item that it had before.
        assertThat(detail).isVisible();
        assertThat(page.getByTestId("place")).containsText(Pattern.compile("^" + place + " "));
        assertThat(detail.getByTestId("model-answer")).hasCount(models);
        assertThat(detail.locator("img"))
                .hasAttribute("alt", detail.getByTestId("label").innerText());
        return detail.getAttribute("data-item");
    }

    private Locator cards() {
        return page.getByTestId("tail-card");
    }

    private String first() {
        return cards().first().getAttribute("data-key");
    }

    private Locator pause() {
        return page.locator(".live-answers button").last();
    }

    private Locator rate() {
        return page.getByTestId("tail-rate");
    }
}
