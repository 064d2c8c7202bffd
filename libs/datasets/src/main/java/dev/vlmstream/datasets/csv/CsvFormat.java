package dev.vlmstream.datasets.csv;

import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * CSV (RFC 4180), TSV, or with semicolons, under a header. Images are files' names or base64: benchmarks as VLMEvalKit keeps
 * them are read as they are, with {@code question}, {@code A}, {@code B}, …, {@code answer}, and images that rows share.
 */
public final class CsvFormat implements DatasetFormat {
    private static final int START = 1 << 16;
    private static final Pattern JSON = Pattern.compile("\\s*[\\[{].*", Pattern.DOTALL);

    @Override
    public boolean recognises(Source source) throws IOException {
        if (source.isFolder()) {
            return false;
        }
        String start = start(source.files().get(0));
        return !JSON.matcher(start).matches() && start.indexOf('\0') < 0 && separator(start) != 0;
    }

    @Override
    public void read(Source source, Reading to) throws IOException, DatasetException {
        for (Path path : source.files()) {
            char separator = separator(start(path));
            String ofFile = source.files().size() > 1 ? " of " + path.getFileName() : "";
            new CsvRows(new CsvFile(path, separator == 0 ? ',' : separator), ofFile, to).read();
        }
    }

    private static String start(Path path) throws IOException {
        return new String(Source.start(path, START), StandardCharsets.UTF_8).replaceFirst("^\ufeff", "");
    }

    /** What parts the header's names; 0 if nothing does. */
    private static char separator(String start) {
        String header = start.lines().findFirst().orElse("");
        if (header.indexOf('\t') >= 0) {
            return '\t';
        }
        long commas = header.chars().filter(c -> c == ',').count();
        long semicolons = header.chars().filter(c -> c == ';').count();
        return commas + semicolons == 0 ? 0 : commas >= semicolons ? ',' : ';';
    }
}
