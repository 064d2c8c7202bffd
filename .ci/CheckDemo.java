import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what a short demo wrote, {@code CheckDemo FILE ITEMS}: its runs complete, every item of every model answered. */
public class CheckDemo {
    public static void main(String[] args) throws Exception {
        String json = Files.readString(Path.of(args[0])).replaceAll("\\s", "");
        int complete = count(json, "\"complete\":true");
        require(complete == 4 && count(json, "\"complete\":false") == 0, "four complete runs, found " + complete);
        String items = args[1];
        int models = count(json, "\"answered\":" + items + ",");
        require(
                models == 11,
                items + " answers of 4 models in 2 runs, of 1 in a third, of a probe at 2 epochs, found " + models);
        require(count(json, "\"failed\":0") == 11, "no failed item");
        System.out.println("demo: 4 complete runs, 11 × " + items + " answers, none failed");
    }

    private static int count(String json, String what) {
        Matcher matcher = Pattern.compile(what, Pattern.LITERAL).matcher(json);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            System.err.println("demo: expected " + what);
            System.exit(1);
        }
    }
}
