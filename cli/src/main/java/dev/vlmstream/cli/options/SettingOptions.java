package dev.vlmstream.cli.options;

import dev.vlmstream.evaluation.run.RunSetting;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** A mixin: the command line's options of settings, made of their declarations; a subclass says of which. */
public abstract class SettingOptions {
    private final List<RunSetting<?>> settings;
    private CommandSpec command;

    protected SettingOptions(List<RunSetting<?>> settings) {
        this.settings = List.copyOf(settings);
    }

    @Spec(Spec.Target.MIXEE)
    private void addTo(CommandSpec mixee) {
        command = mixee;
        settings.forEach(setting -> mixee.addOption(option(setting)));
    }

    private static OptionSpec option(RunSetting<?> setting) {
        OptionSpec.Builder option = OptionSpec.builder("--" + setting.option())
                // picocli would take it for a format
                .description(setting.description().replace("%", "%%"));
        if (shape(setting) == ValueType.Shape.FLAG) {
            return option.type(boolean.class).arity("0").build();
        }
        option.paramLabel(setting.label()).arity("1");
        if (shape(setting) == ValueType.Shape.SCALAR && !setting.isRepeated()) {
            return option.type(String.class).converters(checked(setting)).build();
        }
        option.type(List.class).auxiliaryTypes(String.class).converters(checked(setting));
        return (setting.isCommaSeparated() ? option.splitRegex(",") : option).build();
    }

    /** Refuses a value as its setting does, but while the command line is read; leaves it a text. */
    private static ITypeConverter<String> checked(RunSetting<?> setting) {
        return text -> {
            try {
                // A benchmark is a task, too; which there are is known when all is read.
                if (!setting.isFromFile() && setting != RunSettings.TASK) {
                    setting.type().read(plain(setting, text));
                }
                return text;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** The setting with this value alone. */
    private static Object plain(RunSetting<?> setting, String text) {
        return switch (setting.type().shape()) {
            case LIST -> List.of(setting.type().parse(text));
            case MAP -> {
                int equals = text.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("must be " + setting.label() + ", is \"" + text + "\"");
                }
                yield Map.of(text.substring(0, equals), setting.type().parse(text.substring(equals + 1)));
            }
            default -> setting.type().parse(text);
        };
    }

    /** On the command line, what is read from a file is named by one text, whatever it holds. */
    private static ValueType.Shape shape(RunSetting<?> setting) {
        return setting.isFromFile() ? ValueType.Shape.SCALAR : setting.type().shape();
    }

    /** Plain values of those that were given, by their keys. */
    public Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        for (RunSetting<?> setting : settings) {
            OptionSpec option = command.commandLine().getParseResult().matchedOption("--" + setting.option());
            if (option != null) {
                given.put(setting.key(), value(setting, option.getValue()));
            }
        }
        return given;
    }

    private Object value(RunSetting<?> setting, Object parsed) {
        if (parsed instanceof Boolean || setting.isFromFile()) {
            return parsed;
        }
        if (parsed instanceof String text) {
            return setting.type().parse(text);
        }
        List<Object> values = new ArrayList<>();
        Map<String, Object> named = new LinkedHashMap<>();
        for (Object one : (List<?>) parsed) {
            String text = (String) one;
            if (shape(setting) == ValueType.Shape.MAP) {
                int equals = text.indexOf('=');
                named.put(text.substring(0, equals), setting.type().parse(text.substring(equals + 1)));
            } else {
                values.add(setting.type().parse(text));
            }
        }
        return shape(setting) == ValueType.Shape.MAP ? named : values;
    }
}
