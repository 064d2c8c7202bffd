package dev.vlmstream.inference.remote.stub;

/** Replies in the words of each API, after the same documentation as the recordings. */
enum StubFormat {
    /** As vLLM's {@code ChatCompletionResponse} is written, which has OpenAI's fields and some of its own. */
    OPENAI {
        @Override
        String reply(String kind, String text, int input, int output) {
            String finish = kind.equals("filter") ? "content_filter" : kind.equals("truncated") ? "length" : "stop";
            String content = hasText(kind) ? "\"" + text + "\"" : "null";
            String refusal = kind.equals("refusal") ? "\"" + text + "\"" : "null";
            return """
                {"id": "chatcmpl-1", "object": "chat.completion", "created": 1790000000, "model": "test-1",
                 "choices": [{"index": 0, "message": {"role": "assistant", "content": %s, "refusal": %s, "annotations": null,
                  "audio": null, "function_call": null, "reasoning": null}, "logprobs": null, "finish_reason": "%s",
                  "stop_reason": null, "token_ids": null, "routed_experts": null}],
                 "service_tier": null, "system_fingerprint": null,
                 "usage": {"prompt_tokens": %d, "total_tokens": %d, "completion_tokens": %d, "prompt_tokens_details": null},
                 "prompt_logprobs": null, "prompt_token_ids": null, "prompt_text": null, "kv_transfer_params": null,
                 "ec_transfer_params": null, "metrics": null}\
                """.formatted(content, refusal, finish, input, input + output, output);
        }

        @Override
        String error(String type, String message) {
            return "{\"error\": {\"message\": \"%s\", \"type\": \"%s\", \"code\": \"%s\"}}"
                    .formatted(message, type, type);
        }
    },
    ANTHROPIC {
        @Override
        String reply(String kind, String text, int input, int output) {
            String stop = kind.equals("truncated")
                    ? "max_tokens"
                    : kind.equals("answer") || kind.equals("empty") ? "end_turn" : "refusal";
            String content = hasText(kind) ? "{\"type\": \"text\", \"text\": \"" + text + "\"}" : "";
            return """
                {"type": "message", "role": "assistant", "content": [%s], "stop_reason": "%s",
                 "usage": {"input_tokens": %d, "output_tokens": %d}}\
                """.formatted(content, stop, input, output);
        }

        @Override
        String error(String type, String message) {
            return "{\"type\": \"error\", \"error\": {\"type\": \"%s\", \"message\": \"%s\"}}".formatted(type, message);
        }
    },
    GEMINI {
        @Override
        String reply(String kind, String text, int input, int output) {
            String finish = kind.equals("truncated")
                    ? "MAX_TOKENS"
                    : kind.equals("answer") || kind.equals("empty") ? "STOP" : "SAFETY";
            String parts = hasText(kind) ? "\"parts\": [{\"text\": \"" + text + "\"}], " : "";
            return """
                {"candidates": [{"content": {%s"role": "model"}, "finishReason": "%s", "index": 0}],
                 "usageMetadata": {"promptTokenCount": %d, "candidatesTokenCount": %d}}\
                """.formatted(parts, finish, input, output);
        }

        @Override
        String error(String type, String message) {
            return "{\"error\": {\"code\": 0, \"message\": \"%s\", \"status\": \"%s\"}}".formatted(message, type);
        }
    };

    private static boolean hasText(String kind) {
        return kind.equals("answer") || kind.equals("truncated");
    }

    /** @param kind answer, truncated, empty, refusal, filter */
    abstract String reply(String kind, String text, int input, int output);

    abstract String error(String type, String message);

    /** By the path of a request; null for none that is known. */
    static StubFormat of(String path) {
        if (path.endsWith("/completions") || path.endsWith("/generate")) {
            return OPENAI;
        }
        if (path.endsWith("/v1/messages")) {
            return ANTHROPIC;
        }
        return path.endsWith(":generateContent") ? GEMINI : null;
    }
}
