/**
 * Models that answer over HTTP: OpenAI chat completions (and every server that speaks it: vLLM, llama.cpp, Ollama),
 * Anthropic messages, Gemini generateContent. Each format is one {@link dev.vlmstream.inference.remote.ApiFormat}; asking,
 * retrying, paying and remembering is the same for all. What a reply means follows the providers' public documentation;
 * every case is pinned by a recorded reply in the tests.
 */
package dev.vlmstream.inference.remote;
