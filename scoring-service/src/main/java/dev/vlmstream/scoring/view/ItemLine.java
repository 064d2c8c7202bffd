package dev.vlmstream.scoring.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Score;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One prediction with its score, as pages show it and exports write it. */
public record ItemLine(
        String run,
        String item,
        String image,
        String question,
        String label,
        String model,
        String task,
        @JsonInclude(JsonInclude.Include.NON_NULL) String answer,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Place> ranking,
        @JsonProperty("token_ids") List<Integer> tokenIds,
        String status,
        String reason,
        String parsed,
        Map<String, Boolean> rules,
        String primaryRule,
        String prompt,
        @JsonProperty("prompt_tokens") Integer promptTokens,
        Boolean truncated,
        String decoding,
        Double seconds,
        @JsonProperty("seconds_to_first_token") Double secondsToFirstToken,
        String digest,
        String software,
        boolean hasImage) {

    /** One place of a ranking, best first. */
    public record Place(String name, int index, float score) {
        static Place of(RankedClass ranked) {
            return new Place(ranked.getName(), ranked.getIndex(), ranked.getScore());
        }
    }

    static ItemLine of(Score score) {
        Prediction said = score.getPrediction();
        return new ItemLine(
                score.getRun(),
                score.getItemId(),
                score.getImageName(),
                score.getQuestion(),
                score.getLabel(),
                score.getModel(),
                score.getTask(),
                said == null ? null : said.getText(),
                said == null || said.getRanking().isEmpty()
                        ? null
                        : said.getRanking().stream().map(Place::of).toList(),
                said == null ? List.of() : said.getTokenIds(),
                score.getStatus().name().toLowerCase(Locale.ROOT),
                score.getReason(),
                score.getParsed(),
                new TreeMap<>(score.getRules()),
                score.getPrimaryRule(),
                said == null ? null : said.getPrompt(),
                said == null ? null : said.getPromptTokens(),
                said == null ? null : said.getTruncated(),
                said == null ? null : said.getDecoding(),
                said == null ? null : said.getSeconds(),
                said == null ? null : said.getSecondsToFirstToken(),
                score.getModelDigest(),
                said == null ? null : said.getSoftwareVersion(),
                score.getImageSha256() != null && score.getReferenceOffset() >= 0);
    }
}
