/**
 * Models that answer over HTTP: OpenAI chat completions (and every server that speaks it: vLLM, llama.cpp, Ollama),
 * Anthropic messages, Gemini generateContent. Asking, retrying, paying and remembering is the same for all; {@link
 * dev.vlmstream.inference.remote.api} is what differs.
 */
@NullMarked
package dev.vlmstream.inference.remote;

import org.jspecify.annotations.NullMarked;
