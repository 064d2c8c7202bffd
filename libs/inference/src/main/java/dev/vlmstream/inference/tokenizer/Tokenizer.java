package dev.vlmstream.inference.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Jackson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/** A bundle's tokenizer. May be used by several threads. */
public final class Tokenizer implements AutoCloseable {
    /** The blanks that transformers' {@code clean_up_tokenization} takes out of decoded English text, in its order. */
    private static final String[][] REPLACEMENTS = {
        {" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"},
        {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}
    };

    static {
        // Without these the library reports its use to a remote address and may look for files on the network.
        setUnlessSet("OPT_OUT_TRACKING", "true");
        setUnlessSet("ai.djl.offline", "true");
    }

    /** More than any model here has places for. The native library takes time and memory before it tells the length. */
    static final int LONGEST_TEXT = 1 << 18;

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerSettings settings;

    private Tokenizer(HuggingFaceTokenizer tokenizer, TokenizerSettings settings) {
        this.tokenizer = tokenizer;
        this.settings = settings;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Reads {@code tokenizer.json} and, if there, {@code tokenizer_config.json}.
     *
     * @throws BundleException if the first is missing or either cannot be read
     */
    public static Tokenizer load(BundleDirectory bundle) {
        return load(bundle, "");
    }

    /** As {@link #load(BundleDirectory)}, of a folder of the bundle that has a second tokenizer. */
    public static Tokenizer load(BundleDirectory bundle, String folder) {
        Path file = bundle.file(Path.of(folder, "tokenizer.json").toString());
        TokenizerSettings settings = TokenizerSettings.read(bundle, folder);
        try {
            return new Tokenizer(TokenizerFile.open(file), settings);
        } catch (IOException | RuntimeException e) {
            throw new BundleException(file + " cannot be read: " + e.getMessage() + "; copy it again", e);
        }
    }

    /**
     * Ids of a text, with or without the tokens that the tokenizer puts around it (BOS, EOS, CLS, …).
     *
     * @throws IllegalArgumentException if it has more than {@value #LONGEST_TEXT} characters
     */
    public int[] encode(String text, boolean addSpecialTokens) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters, more than the "
                    + LONGEST_TEXT + " that are read; shorten it");
        }
        return Arrays.stream(tokenizer.encode(text, addSpecialTokens, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /**
     * Texts for a text tower: with special tokens, each cut to {@code longest} ids (the last special token is kept), padded
     * on the right to the longest of them.
     */
    public TokenBatch encodeBatch(List<String> texts, int longest) {
        int[][] rows = texts.stream().map(text -> cut(text, longest)).toArray(int[][]::new);
        int width = Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
        long[] ids = new long[rows.length * width];
        long[] mask = new long[ids.length];
        Arrays.fill(ids, settings.padId(this));
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < rows[row].length; i++) {
                ids[row * width + i] = rows[row][i];
                mask[row * width + i] = 1;
            }
        }
        return new TokenBatch(ids, mask, rows.length, width);
    }

    /** As truncation in the reference: content is cut so that the tokens after it still fit. */
    private int[] cut(String text, int longest) {
        int[] ids = encode(text, true);
        if (ids.length <= longest) {
            return ids;
        }
        int after = tokensAfterContent(text);
        int[] kept = Arrays.copyOf(ids, longest);
        System.arraycopy(ids, ids.length - after, kept, longest - after, after);
        return kept;
    }

    private int tokensAfterContent(String text) {
        long[] special = tokenizer.encode(text, true, false).getSpecialTokenMask();
        int after = 0;
        while (after < special.length && special[special.length - 1 - after] == 1) {
            after++;
        }
        return after;
    }

    /** Text of ids, as the reference's {@code decode} gives it. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        String text = tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
        return settings.cleanUpSpaces() ? withoutBlanks(text) : text;
    }

    /** The id of a token that stands for itself, such as {@code <image>}; nothing if it is not one token. */
    public OptionalInt id(String token) {
        int[] ids = encode(token, false);
        return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
    }

    /** The text of the token that begins a sequence; empty if the configuration names none. */
    public String bosToken() {
        return settings.bosToken().orElse("");
    }

    /** The id that fills up texts; 0 where the configuration names none: such rows are masked or never padded. */
    public int padId() {
        return settings.padId(this);
    }

    /** The most tokens that {@code tokenizer_config.json} allows; nothing if it sets no real limit. */
    public OptionalInt modelMaxLength() {
        return settings.modelMaxLength();
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private static String withoutBlanks(String text) {
        String cleaned = text;
        for (String[] replacement : REPLACEMENTS) {
            cleaned = cleaned.replace(replacement[0], replacement[1]);
        }
        return cleaned;
    }

    /**
     * What {@code tokenizer_config.json} says beyond {@code tokenizer.json}.
     *
     * @param padToken the padding token's text, if any
     * @param bosToken the text of the token that begins a sequence, if any
     * @param modelMaxLength the most tokens of a text; nothing where the file has transformers' "no limit" (10^30)
     * @param cleanUpSpaces whether decoding removes blanks before punctuation; transformers 4 does where the key is missing
     */
    private record TokenizerSettings(
            Optional<String> padToken, Optional<String> bosToken, OptionalInt modelMaxLength, boolean cleanUpSpaces) {

        private static final double NO_LIMIT = 1 << 24;

        static TokenizerSettings read(BundleDirectory bundle, String folder) {
            String file = Path.of(folder, "tokenizer_config.json").toString();
            JsonNode config = bundle.json(file).orElse(MissingNode.getInstance());
            double length = config.path("model_max_length").asDouble(NO_LIMIT);
            return new TokenizerSettings(
                    text(config.path("pad_token")),
                    text(config.path("bos_token")),
                    length > 0 && length < NO_LIMIT ? OptionalInt.of((int) length) : OptionalInt.empty(),
                    config.path("clean_up_tokenization_spaces").asBoolean(true));
        }

        /** A token is written as a string or as an object with its content. */
        private static Optional<String> text(JsonNode token) {
            JsonNode content = token.isObject() ? token.path("content") : token;
            return content.isTextual() ? Optional.of(content.asText()) : Optional.empty();
        }

        /** 0 where there is no padding token. */
        int padId(Tokenizer tokenizer) {
            return padToken.map(tokenizer::id).orElse(OptionalInt.empty()).orElse(0);
        }
    }

    /**
     * A {@code tokenizer.json} that transformers.js reads and Hugging Face's own library does not, as Xenova/moondream2 has it: a
     * placeholder with an id below 0, which the library refuses, and a special token of the template under another name than its
     * own, on which it ends the process.
     */
    static final class TokenizerFile {
        private static final String ADDED = "added_tokens";
        private static final String TEMPLATE = "post_processor";
        private static final String SPECIAL = "special_tokens";

        private TokenizerFile() {}

        /** The library's tokenizer of a file, mended where that is needed; neither pads nor cuts texts. */
        static HuggingFaceTokenizer open(Path file) throws IOException {
            Optional<byte[]> mended = mended(file);
            if (mended.isPresent()) {
                Map<String, String> options = Map.of("padding", "false", "truncation", "false");
                return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(mended.get()), options);
            }
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optPadding(false)
                    .optTruncation(false)
                    .build();
        }

        /**
         * The file without the first and with the second under their own names; nothing where there are none, or the file is no
         * JSON: the library's own complaint is the one to hear then.
         *
         * @throws IllegalArgumentException if the template names special tokens that the file does not explain
         */
        static Optional<byte[]> mended(Path file) throws IOException {
            try {
                ObjectNode parts = parts(file);
                if (!removeBelowZero(parts) && unexplained(parts).isEmpty()) {
                    return Optional.empty();
                }
                ObjectNode whole = (ObjectNode) tree(file);
                removeBelowZero(whole);
                whole.path(TEMPLATE).findParents(SPECIAL).forEach(TokenizerFile::nameByThemselves);
                if (!unexplained(whole).isEmpty()) {
                    throw new IllegalArgumentException(TEMPLATE + " names the special tokens " + unexplained(whole)
                            + ", which its " + SPECIAL + " do not have");
                }
                return Optional.of(Jackson.MAPPER.writeValueAsBytes(whole));
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
        }

        /** What is looked at, which as a rule comes before the vocabulary. */
        private static ObjectNode parts(Path file) throws IOException {
            ObjectNode parts = Jackson.MAPPER.createObjectNode();
            try (InputStream in = Files.newInputStream(file);
                    JsonParser parser = Jackson.MAPPER.createParser(in)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return parts;
                }
                while (parts.size() < 2 && parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals(ADDED) || name.equals(TEMPLATE)) {
                        parts.set(name, parser.<JsonNode>readValueAsTree());
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            return parts;
        }

        private static JsonNode tree(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return Jackson.MAPPER.readTree(in);
            }
        }

        private static boolean removeBelowZero(ObjectNode root) {
            boolean removed = false;
            if (root.path(ADDED) instanceof ArrayNode added) {
                for (Iterator<JsonNode> tokens = added.iterator(); tokens.hasNext(); ) {
                    if (tokens.next().path("id").asInt() < 0) {
                        tokens.remove();
                        removed = true;
                    }
                }
            }
            return removed;
        }

        /** Special tokens that stand in a template without being explained beside it. */
        private static TreeSet<String> unexplained(ObjectNode root) {
            TreeSet<String> names = new TreeSet<>();
            for (JsonNode template : root.path(TEMPLATE).findParents(SPECIAL)) {
                for (JsonNode piece : template.findValues("SpecialToken")) {
                    String name = piece.path("id").asText();
                    if (!template.path(SPECIAL).has(name)) {
                        names.add(name);
                    }
                }
            }
            return names;
        }

        private static void nameByThemselves(JsonNode template) {
            ObjectNode own = Jackson.MAPPER.createObjectNode();
            template.path(SPECIAL).forEach(token -> own.set(token.path("id").asText(), token));
            ((ObjectNode) template).set(SPECIAL, own);
        }
    }
}
