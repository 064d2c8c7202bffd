package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What no option takes is exit status 2, and the message names the option and what it takes. */
class WrongValuesTest {
    /** No number, no duration, no pair and none of any option's words. */
    private static final String WRONG = "§";

    private static final Set<String> FREE = Set.of("String", "Path", "URI");

    static List<String> typedOptions() {
        List<String> typed = new ArrayList<>();
        add(Main.commandLine(), typed);
        return typed;
    }

    private static void add(CommandLine command, List<String> typed) {
        String name = command.getCommandSpec().qualifiedName().replaceFirst("^vlmstream ?", "");
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (option.arity().max() > 0 && isTyped(option)) {
                typed.add(name + " " + option.longestName());
            }
        }
        command.getSubcommands().values().stream().distinct().forEach(part -> add(part, typed));
    }

    private static boolean isTyped(ArgSpec option) {
        if (option.converters().length > 0) {
            // Settings that any text is right for are converted as well.
            return !refuses(option).isEmpty();
        }
        return Arrays.stream(option.auxiliaryTypes()).anyMatch(type -> !FREE.contains(type.getSimpleName()))
                || option.typeInfo().isMap();
    }

    private static String refuses(ArgSpec option) {
        try {
            option.converters()[0].convert(WRONG);
            return "";
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("typedOptions")
    void aWrongValueNamesOptionAndWhatItTakes(String line) {
        List<Object> arguments = new ArrayList<>(List.of(line.split(" ")));
        String option = (String) arguments.get(arguments.size() - 1);
        arguments.add(WRONG);
        Invocation wrong = Invocation.of(arguments.toArray());
        assertThat(wrong.status()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err())
                .contains(option, WRONG)
                .containsPattern(
                        "is none of .+, |a (whole )?number|a port|write 90s|is not [A-Z]+=|must be |must hold |neither .+ nor|, or by graph")
                .doesNotContain("Invalid value", "KEY=VALUE", "positional", "java", "expected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            demo --limit 0                             | --limit: "0" is not a whole number of 1 or more
            demo --port 70000                          | --port: "70000" is not a port, 0 to 65535
            up --threads -1                            | --threads: "-1" is not a whole number of 0 or more
            up --provider tpu                          | --provider: "tpu" is none of cpu, cuda
            up --max-megapixels 900                    | --max-megapixels: "900" is more than 500 million pixels
            up --encoder here                          | --encoder: "here" is none of decode, embed
            push x --labels 1                          | --labels must be a whole number of 2 or more
            push x --task-style x                      | unknown option "--task-style"
            score --rule nix f                         | nix
            score --rule exact --threshold exact=1 f   | --threshold exact=… needs --rule exact
            report r --out nowhere                     | nowhere has an ending that names no format; end it in .html
            nix                                        | unknown command "nix"
            runs nix                                   | unknown command "nix"
            help nix                                   | unknown command "nix"
            models                                     | a subcommand is missing: vlmstream models list, check, verify or pull
            export r --format nix                      | "nix" is none of jsonl, csv, lmms-eval, parquet, npy, safetensors
            status --json=maybe                        | --json: "maybe" is not true or false
            push x --chain-of-thought=yes              | --chain-of-thought takes no value; leave out "=yes"
            topics acls --user nobody                  | --user: "nobody" is not SERVICE=PRINCIPAL
            runs tag r nothing                         | "nothing" is not KEY=VALUE
            push x --tag nothing                       | --tag must be K=V, is "nothing"
            push --wait --server                       | --server URL
            metrics r --format                         | --format FORMAT
            """)
    void whatCannotBeIsSaidWithItsCure(String line, String message) {
        Invocation wrong = Invocation.of((Object[]) line.split(" "));
        assertThat(wrong.status()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err())
                .contains(message)
                .doesNotContain("Invalid value", "parameter", "positional", "option option", "KEY=VALUE[");
    }
}
