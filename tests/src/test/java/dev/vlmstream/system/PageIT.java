package dev.vlmstream.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live page in a real browser, during a run. */
abstract class PageIT {
    private static final int ITEMS = 600;
    private static final String RUN = "page";
    private static final String WAITING = "page-waiting";
    /** The runs of this test alone. */
    private static final String RUNS = "/#/?q=" + RUN;

    @BeforeEach
    void requireABrowser() {
        Chromium.require();
    }

    @Test
    void numbersRiseWithoutReloadAndAWrongAnswerShowsItsImage() {
        LocalStack stack = CommonStackIT.stack();
        try (Wiretap tap = new Wiretap(stack.bootstrap());
                Chromium chromium = Chromium.launch()) {
            tap.open(Emoji.manifest(
                    RUN, "open-world", List.of("emoji-clip", "emoji-classifier", "emoji-vlm"), (long) ITEMS));
            List<Item> items = Emoji.items(RUN, ITEMS);
            tap.push(items.subList(0, 100));

            Page page = chromium.page();
            List<String> errors = new ArrayList<>();
            page.onPageError(errors::add);
            page.navigate(stack.server() + "/");
            page.getByTestId("run-row").first().waitFor();
            page.screenshot(Chromium.shot("runs"));
            page.navigate(stack.server() + "/#/runs/" + RUN);
            Locator counted = page.locator("[data-testid=model-row][data-model=emoji-clip] [data-testid=counted]");
            counted.waitFor();
            await().atMost(Duration.ofMinutes(1)).until(() -> number(counted) == 100);

            Page tail = chromium.page();
            tail.onPageError(errors::add);
            ItemReader reader = new ItemReader(tail, stack.server() + "/#/runs/" + RUN);
            reader.watch();
            reader.seeNewAnswers(() -> tap.push(items.subList(100, ITEMS)));
            await("numbers rise without reload").atMost(Duration.ofMinutes(1)).until(() -> number(counted) > 100);
            page.screenshot(Chromium.shot("run-live"));
            await("all counted").atMost(Duration.ofMinutes(3)).until(() -> number(counted) == ITEMS);
            new Results(stack.server()).awaitComplete(RUN, Duration.ofMinutes(3));
            assertThat(page.getByTestId("live-state")).hasAttribute("data-state", "complete");

            page.navigate(stack.server() + "/#/runs/" + RUN + "?tab=answers");
            Locator card = page.locator("[data-testid=answer-card][data-verdict=wrong]")
                    .first();
            card.waitFor();
            card.click();
            Locator image = page.locator("[data-testid=detail] img").first();
            image.waitFor();
            Object width = image.evaluate("async image => { await image.decode(); return image.naturalWidth; }");
            assertThat(((Number) width).intValue())
                    .as("width of the image, which was decoded")
                    .isPositive();
            page.waitForLoadState(LoadState.NETWORKIDLE);
            page.screenshot(Chromium.shot("detail"));
            page.keyboard().press("Escape");
            reader.seeTheLastAnswers();
            reader.step(3);
            walk(page, stack.server());
            awayModel(page, stack.server(), tap);
            sorted(page, stack.server());
            chosen(page, stack.server());
            phoneAndDark(chromium, stack.server());
            labelSets(page, stack.server(), tap);
            new EveryView(stack.server(), RUN, items.get(0).getItemId(), WAITING, List.of("labels-2", "labels-5"))
                    .isAccessible(chromium);
            assertThat(errors).as("errors on the page").isEmpty();
        }
    }

    private static void walk(Page page, String server) {
        page.navigate(server + "/#/runs/" + RUN);
        assertThat(page.getByTestId("pair-row")).hasCount(3);
        assertThat(page.getByTestId("pace")).containsText("600 items × 3 models");
        assertThat(download(page, "Download page-curve as SVG"))
                .startsWith("<svg")
                .contains("emoji-clip");
        assertThat(download(page, "Download page-models as CSV")).startsWith("model,digest,dtype,task");
        answered(page, server);
        classes(page, server);
        page.navigate(server + "/#/runs/" + RUN + "?tab=versus&model=emoji-clip&against=emoji-vlm&right=first");
        Locator first = page.locator("[data-testid=versus] .card").first();
        assertThat(first.locator(".badge")).hasCount(2);
        assertThat(first.locator(".badge").first()).hasAttribute("data-verdict", "right");
        String item = first.getAttribute("data-item");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("[data-testid=versus] [data-item=" + item + "]"))
                .hasCount(0);
        assertThat(page).hasURL(Pattern.compile(".*page=1.*"));
        page.screenshot(Chromium.shot("versus"));
        page.navigate(server + "/#/compare?runs=" + RUN);
        assertThat(page.locator("[data-testid=compare-points] .dot")).hasCount(3);
        assertThat(page.getByTestId("pair-row")).hasCount(2);
        assertThat(download(page, "Download runs as SVG")).startsWith("<svg").contains("emoji-clip");
        page.screenshot(Chromium.shot("compare"));
        gap(page);
    }

    /** The topic keeps the last announcement of a service that is gone. */
    private static void awayModel(Page page, String server, Wiretap tap) {
        ModelAnnouncement gone = new ModelAnnouncement(
                "gone-vlm", "digest", "vision-language", List.of(), "decode", "test", 1L, 0L, "", "");
        tap.send(Topic.MODELS, "gone-vlm", Wire.of(ModelAnnouncement.class).encode(gone));
        tap.open(Emoji.manifest(WAITING, "open-world", List.of("gone-vlm", "emoji-clip"), 1L));
        page.navigate(server + "/#/runs/" + WAITING);
        assertThat(page.getByTestId("away")).containsText("No service answers for gone-vlm");
        page.screenshot(Chromium.shot("away"));
    }

    /** Two runs by now: the one that was watched, and a newer one that waits. */
    private static void sorted(Page page, String server) {
        page.navigate(server + RUNS);
        Locator rows = page.getByTestId("run-row");
        Locator best = page.getByRole(
                AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName(Pattern.compile("Best model")));
        assertThat(rows).hasCount(2);
        assertThat(rows.first()).hasAttribute("data-run", WAITING);
        assertThat(rows.first().locator("progress")).isHidden();
        assertThat(rows.nth(1).locator("td.best")).containsText("emoji-c");
        assertThat(rows.nth(1).locator("td.best")).hasAttribute("data-hue", Pattern.compile("\\d"));
        best.getByRole(AriaRole.BUTTON).click();
        assertThat(best).hasAttribute("aria-sort", "descending");
        assertThat(rows.first()).hasAttribute("data-run", RUN);
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*sort=Best"));
        assertThat(best).hasAttribute("aria-sort", "ascending");
        // A run without a number comes last in both orders.
        assertThat(rows.nth(1)).hasAttribute("data-run", WAITING);
        page.reload();
        assertThat(best).hasAttribute("aria-sort", "ascending");
        best.getByRole(AriaRole.BUTTON).click();
        assertThat(best).hasAttribute("aria-sort", "none");
        assertThat(rows.first()).hasAttribute("data-run", WAITING);
        page.screenshot(Chromium.shot("runs-sorted"));
        models(page, server);
    }

    private static void models(Page page, String server) {
        page.navigate(server + "/#/runs/" + RUN);
        Locator model =
                page.locator(".models").getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Model"));
        model.click();
        model.click();
        assertThat(page.getByTestId("model-row").first()).hasAttribute("data-model", "emoji-vlm");
        model.click();
        assertThat(page.getByTestId("model-row").first()).hasAttribute("data-model", "emoji-clip");
    }

    private static void chosen(Page page, String server) {
        page.navigate(server + RUNS);
        Locator bar = page.getByTestId("chosen");
        assertThat(bar).isHidden();
        page.getByLabel("Choose " + RUN + " for comparison").check();
        assertThat(bar).containsText("1 run chosen");
        assertThat(page.getByTestId("compare-link")).isHidden();
        page.locator("input[type=search]").fill("model:gone-vlm");
        assertThat(page.getByTestId("run-row")).hasCount(1);
        assertThat(bar).containsText("1 run chosen, 1 of them not shown");
        bar.getByText("Choose all 1 shown").click();
        page.locator("input[type=search]").fill("");
        assertThat(page.getByLabel("Choose " + RUN + " for comparison")).isChecked();
        page.getByTestId("compare-link").click();
        assertThat(page).hasURL(Pattern.compile(".*#/compare\\?runs=" + RUN + "," + WAITING));
        page.goBack();
        assertThat(bar).containsText("2 runs chosen");
        bar.getByText("Clear").click();
        assertThat(bar).isHidden();
        assertThat(page.getByLabel("Choose " + RUN + " for comparison")).not().isChecked();
        page.locator("input[type=search]").fill("nothing=here");
        assertThat(page.locator(".notice")).containsText("tag=value");
        assertThat(page.locator(".command code"))
                .containsText("./vlmstream push photos/ --task open-world --models emoji-vlm");
    }

    /** Two runs that offer different numbers of labels. */
    private static void labelSets(Page page, String server, Wiretap tap) {
        for (int labels : List.of(2, 5)) {
            String run = "labels-" + labels;
            RunManifest manifest = Emoji.manifest(run, "closed-world", List.of("emoji-clip"), 10L);
            manifest.setLabels(labels);
            tap.open(manifest);
            tap.push(Emoji.items(run, 10));
            new Results(server).awaitComplete(run, Duration.ofMinutes(1));
        }
        page.navigate(server + "/#/compare?runs=labels-2,labels-5");
        assertThat(page.locator("[data-testid=k-curve] .dot")).hasCount(2);
        assertThat(page.locator("[data-testid=pair-row] .decided")).hasText("–");
        assertThat(page.getByTestId("pair-row")).containsText("not the same choice");
        assertThat(page.locator(".pairs")).containsText("the first model's accuracy minus the second's");
        assertThat(download(page, "Download k-curve as CSV"))
                .startsWith("run,model,task,labels")
                .contains("labels-2,emoji-clip,zero-shot,2,", "labels-5,emoji-clip,zero-shot,5,");
    }

    private static void gap(Page page) {
        page.getByText("The gap: all against CLIP").click();
        assertThat(page).hasURL(Pattern.compile(".*#/gap\\?runs=" + RUN));
        assertThat(page.locator("[data-testid=gap-plot] .dot")).hasCount(3);
        assertThat(page.getByTestId("gap-row")).hasCount(3);
        // Each row but the reference itself has a reference.
        assertThat(page.locator("[data-testid=gap-plot] .reference")).hasCount(2);
        assertThat(page.getByTestId("gap")).containsText("Open-world rows were offered no classes");
        assertThat(page.locator("[data-testid=gap-row][data-kind=open-world]")).containsText("−");
        assertThat(download(page, "Download gap as SVG")).startsWith("<svg").contains("open world");
        assertThat(download(page, "Download gap as CSV")).startsWith("run,model,base,kind,setting");
        Path picture =
                page.waitForDownload(() -> choose(page, "Download gap as PNG")).path();
        assertThat(picture).isNotEmptyFile();
        page.screenshot(Chromium.shot("gap").setFullPage(true));
    }

    /** What is said whatever is shown, and who is right about what. */
    private static void answered(Page page, String server) {
        page.navigate(server + "/#/runs/" + RUN);
        assertThat(page.locator(".said-block")).hasCount(3);
        page.locator(".said-block[aria-label=emoji-clip] .said-name").first().click();
        assertThat(page).hasURL(Pattern.compile(".*tab=answers.*said=.*"));
        assertThat(page.getByTestId("answer-card").first()).isVisible();
        page.navigate(server + "/#/runs/" + RUN);
        page.locator(".agreement-bars a").first().click();
        assertThat(page).hasURL(Pattern.compile(".*rightBy=none.*"));
        assertThat(page.locator("[data-testid=answer-card][data-verdict=right]"))
                .hasCount(0);
        page.getByLabel("Search in answers").fill("no such words");
        assertThat(page.locator(".answers .notice")).containsText("No answer is found by these filters");
        page.screenshot(Chromium.shot("answers-filtered"));
        page.navigate(server + "/#/leaderboard/emoji");
        assertThat(page.locator("[data-testid=leaderboard-row][data-model=emoji-clip] .board-value")
                        .first())
                .isVisible();
        page.screenshot(Chromium.shot("leaderboard").setFullPage(true));
    }

    private static void classes(Page page, String server) {
        page.navigate(server + "/#/runs/" + RUN + "?tab=classes&model=emoji-vlm&sort=-emoji-vlm");
        assertThat(page.getByTestId("class-row")).hasCount(50);
        assertThat(page.locator("[data-testid=confusions] img").first()).isVisible();
        page.keyboard().press("/");
        page.keyboard().type("medal");
        assertThat(page).hasURL(Pattern.compile(".*q=medal.*"));
        assertThat(page.getByTestId("class-row").first()).containsText("medal");
        // The model's best: of a class that it was never shown, and never answered, there is no matrix.
        page.navigate(server + "/#/runs/" + RUN + "?tab=classes&model=emoji-vlm&sort=-emoji-vlm");
        assertThat(page.getByTestId("class-row")).hasCount(50);
        page.getByTestId("class-row").first().locator("a").click();
        assertThat(page).hasURL(Pattern.compile(".*label=.*"));
        assertThat(page.locator("[data-testid=matrix] .map-cell").first()).isVisible();
        page.screenshot(Chromium.shot("classes"));
    }

    /** From the menu that has it. */
    private static void choose(Page page, String entry) {
        Locator menu = page.locator("details.menu:has([aria-label=\"" + entry + "\"])");
        menu.locator("summary").click();
        menu.getByLabel(entry).click();
        assertThat(menu.locator(".menu-items")).isHidden();
    }

    private static String download(Page page, String button) {
        Path file = page.waitForDownload(() -> choose(page, button)).path();
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void phoneAndDark(Chromium chromium, String server) {
        Page phone = chromium.darkPhone();
        for (String tab : List.of("answers", "classes", "overview")) {
            phone.navigate(server + "/#/runs/" + RUN + "?tab=" + tab);
            phone.locator(
                            tab.equals("answers")
                                    ? "[data-testid=answer-card]"
                                    : tab.equals("classes") ? ".matrix .heat-map" : ".said-block")
                    .first()
                    .waitFor();
            assertThat(Chromium.pixelsToScrollSideways(phone)).as(tab).isLessThanOrEqualTo(0);
            phone.screenshot(Chromium.shot("phone-dark-" + tab).setFullPage(true));
        }
        assertThat(phone.locator(".curve").boundingBox().y)
                .as("the plot comes first")
                .isLessThan(phone.locator(".models").boundingBox().y);
    }

    private static int number(Locator locator) {
        return Integer.parseInt(locator.first().innerText().replaceAll("\\D", ""));
    }
}
