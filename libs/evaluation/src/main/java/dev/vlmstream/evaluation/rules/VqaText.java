package dev.vlmstream.evaluation.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How TextVQA's processor (Pythia's {@code EvalAIAnswerProcessor}; LLaVA and lmms-eval use the same) writes answers
 * before they are compared. Two accidents of the published code belong to the definition. Its expression for full stops
 * is {@code (?!<=\d)(\.)(?!\d)}: the typo makes of the look-behind a condition that always holds, so a full stop goes
 * unless a digit follows, even after a digit. And it passes {@code re.UNICODE}, 32, where the count of replacements is
 * expected: of more than 32 such full stops the rest stay. Its expression for commas between digits never applies,
 * because commas are gone by then.
 */
public final class VqaText {
    private static final Pattern NO_COMMA = Pattern.compile("(?!)");
    private static final Pattern FULL_STOP = Pattern.compile("(?!<=\\d)(\\.)(?!\\d)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int FULL_STOPS = 32;
    private static final String PUNCTUATION = ";/[]\"{}()=+\\_-><@`,?!";
    public static final Set<String> ARTICLES = Set.of("a", "an", "the");
    /** Zero to ten. */
    public static final Map<String, String> NUMBER_WORDS = Map.ofEntries(
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"));

    private VqaText() {}

    /** The whole of it: commas and question marks go before anything else. */
    public static String normalized(String answer) {
        String lower =
                PythonText.lower(answer).replace(",", "").replace("?", "").replace("'s", " 's");
        return processed(PythonText.strip(lower).replace('\n', ' ').replace('\t', ' '), NO_COMMA);
    }

    /**
     * The later two of its steps alone, for punctuation and for digits and articles, as VQA's evaluation takes them.
     *
     * @param comma commas within numbers: where there is one, marks of punctuation go and none becomes a space
     */
    public static String processed(String text, Pattern comma) {
        return words(withoutFullStops(withoutPunctuation(text, comma), FULL_STOP));
    }

    /** Without marks of punctuation: one that touches a space anywhere in the text goes everywhere, any other becomes a space. */
    public static String withoutPunctuation(String text, Pattern comma) {
        boolean number = comma.matcher(text).find();
        String result = text;
        for (int i = 0; i < PUNCTUATION.length(); i++) {
            String mark = PUNCTUATION.substring(i, i + 1);
            boolean goes = number || text.contains(mark + " ") || text.contains(" " + mark);
            result = result.replace(mark, goes ? "" : " ");
        }
        return result;
    }

    /** Without the first 32 full stops of those that the pattern finds. */
    public static String withoutFullStops(String text, Pattern fullStop) {
        List<Integer> found = fullStop.matcher(text)
                .results()
                .limit(FULL_STOPS)
                .map(MatchResult::start)
                .toList();
        StringBuilder kept = new StringBuilder(text);
        for (int i = found.size() - 1; i >= 0; i--) {
            kept.deleteCharAt(found.get(i));
        }
        return kept.toString();
    }

    private static String words(String text) {
        return PythonText.split(PythonText.lower(text)).stream()
                .map(word -> word.equals("none") ? "0" : NUMBER_WORDS.getOrDefault(word, word))
                .filter(word -> !ARTICLES.contains(word))
                .map(Contractions::repaired)
                .collect(Collectors.joining(" "));
    }

    /**
     * The table by which the VQA evaluation (Antol et al. 2015; TextVQA's processor in Pythia) puts missing apostrophes
     * back. It is applied to lower-cased words, so its entries with capitals, which never match there, are left out here,
     * and so are those that change nothing. {@code somebody'd} loses its apostrophe: so it is published.
     */
    private static final class Contractions {
        private static final String TABLE = """
                aint=ain't arent=aren't cant=can't couldve=could've couldnt=couldn't couldn'tve=couldn't've
                couldnt've=couldn't've didnt=didn't doesnt=doesn't dont=don't hadnt=hadn't hadnt've=hadn't've
                hadn'tve=hadn't've hasnt=hasn't havent=haven't hed=he'd hed've=he'd've he'dve=he'd've hes=he's
                howd=how'd howll=how'll hows=how's isnt=isn't itd=it'd itd've=it'd've it'dve=it'd've itll=it'll
                maam=ma'am mightnt=mightn't mightnt've=mightn't've mightn'tve=mightn't've mightve=might've
                mustnt=mustn't mustve=must've neednt=needn't notve=not've oclock=o'clock oughtnt=oughtn't
                ow's'at='ow's'at 'ows'at='ow's'at 'ow'sat='ow's'at shant=shan't shed've=she'd've she'dve=she'd've
                shouldve=should've shouldnt=shouldn't shouldnt've=shouldn't've shouldn'tve=shouldn't've
                somebody'd=somebodyd somebodyd've=somebody'd've somebody'dve=somebody'd've somebodyll=somebody'll
                somebodys=somebody's someoned=someone'd someoned've=someone'd've someone'dve=someone'd've
                someonell=someone'll someones=someone's somethingd=something'd somethingd've=something'd've
                something'dve=something'd've somethingll=something'll thats=that's thered=there'd
                thered've=there'd've there'dve=there'd've therere=there're theres=there's theyd=they'd
                theyd've=they'd've they'dve=they'd've theyll=they'll theyre=they're theyve=they've twas='twas
                wasnt=wasn't wed've=we'd've we'dve=we'd've weve=we've werent=weren't whatll=what'll whatre=what're
                whats=what's whatve=what've whens=when's whered=where'd wheres=where's whereve=where've whod=who'd
                whod've=who'd've who'dve=who'd've wholl=who'll whos=who's whove=who've whyll=why'll whyre=why're
                whys=why's wont=won't wouldve=would've wouldnt=wouldn't wouldnt've=wouldn't've
                wouldn'tve=wouldn't've yall=y'all yall'll=y'all'll y'allll=y'all'll yall'd've=y'all'd've
                y'alld've=y'all'd've y'all'dve=y'all'd've youd=you'd youd've=you'd've you'dve=you'd've youll=you'll
                youre=you're youve=you've
                """;
        private static final Map<String, String> BY_WORD = Arrays.stream(TABLE.split("\\s+"))
                .map(entry -> entry.split("="))
                .collect(Collectors.toUnmodifiableMap(entry -> entry[0], entry -> entry[1]));

        private Contractions() {}

        /** The word with its apostrophes, or as it is where the table has none for it. */
        static String repaired(String word) {
            return BY_WORD.getOrDefault(word, word);
        }
    }
}
