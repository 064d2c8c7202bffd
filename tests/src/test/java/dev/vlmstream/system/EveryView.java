package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every view of the page, empty ones too, as axe-core sees it.
 *
 * @param server the scoring service
 * @param run one with answers of emoji-clip and emoji-vlm
 * @param item one of its items
 * @param waiting a run that has no answer
 * @param labelSets runs that offer different numbers of labels
 */
record EveryView(String server, String run, String item, String waiting, List<String> labelSets) {
    /** What JavaScript writes for a value that was not meant to be seen. */
    private static final Pattern LEAKED =
            Pattern.compile(".*(\\bnull\\b|null$|\\[object |\\bNaN\\b).*", Pattern.MULTILINE);

    /** Light on a desktop, dark on a phone. */
    void isAccessible(Chromium chromium) {
        List<String> found = new ArrayList<>();
        found.addAll(violations(chromium.page(), "desktop"));
        found.addAll(violations(chromium.darkPhone(), "phone"));
        assertThat(found)
                .as("what axe-core finds, and values shown as text that are none")
                .isEmpty();
    }

    private List<String> violations(Page page, String device) {
        List<String> found = new ArrayList<>();
        for (View view : views()) {
            page.navigate(server + view.address());
            page.locator(view.filled()).first().waitFor();
            Axe.violations(page).forEach(violation -> found.add(device + " " + view.address() + " " + violation));
            Matcher leaked = LEAKED.matcher(page.innerText("body"));
            if (leaked.find()) {
                found.add(device + " " + view.address() + " shows " + leaked.group());
            }
        }
        page.close();
        return found;
    }

    private List<View> views() {
        String one = "/#/runs/" + run;
        return List.of(
                new View("/#/", "[data-testid=run-row]"),
                new View("/#/?q=nothing=here", ".notice.empty"),
                new View(one, ".run:has([data-testid=pair-row]):has(.said-block)"),
                new View(one + "?tab=answers&model=emoji-vlm", "[data-testid=answer-card]"),
                new View(one + "?tab=live", "[data-testid=tail-card]"),
                new View(
                        one + "?tab=classes&model=emoji-vlm",
                        "[data-testid=classes]:has([data-testid=confusions] img) .heat-map"),
                new View(one + "?tab=versus&model=emoji-clip&against=emoji-vlm", "[data-testid=versus] .card"),
                new View(one + "?filter=all&item=" + item, "[data-testid=detail] [data-testid=model-answer]"),
                new View("/#/runs/" + waiting, "[data-testid=run-start]"),
                new View("/#/runs/none", ".notice.error"),
                new View("/#/compare?runs=" + run + "," + waiting, "[data-testid=pair-row]"),
                new View("/#/compare?runs=" + String.join(",", labelSets), "[data-testid=k-curve]"),
                new View("/#/leaderboard/emoji", "[data-testid=leaderboard-row]"),
                new View("/#/compare?runs=" + waiting, ".notice.empty"),
                new View("/#/gap?runs=" + run, "[data-testid=gap-row]"),
                new View("/#/trainings/none", ".notice.empty"),
                new View("/#/makings", ".notice.empty"),
                new View("/#/makings/none", ".notice.error"));
    }

    /**
     * A view.
     *
     * @param filled what is there when it has come
     */
    private record View(String address, String filled) {}
}
