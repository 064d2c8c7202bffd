// The scoring service's REST interface. Paths are relative, so the page also works behind a path prefix.

/** What the service, or the lack of one, answered: `status` is 0 when it could not be reached. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const part = encodeURIComponent;
const runPath = (run) => `api/runs/${part(run)}`;

export const runs = (signal) => get("api/runs", signal);
export const manifest = (run, signal) => get(runPath(run), signal);
export const metrics = (run, signal) => get(`${runPath(run)}/metrics`, signal);
export const curve = (run, signal) => get(`${runPath(run)}/curve`, signal);
export const deadLetters = (run, signal) => get(`api/dead-letters?run=${part(run)}`, signal);

/** A page of answers: `{total, page, size, items}`. */
export function items(run, { model, filter, page, size }, signal) {
  const query = new URLSearchParams({ model, filter, page, size });
  return get(`${runPath(run)}/items?${query}`, signal);
}

export const imageAddress = (run, item) => `${runPath(run)}/items/${part(item)}/image`;
export const exportAddress = (run) => `${runPath(run)}/export`;
export const eventsAddress = (run) => `${runPath(run)}/events`;

async function get(path, signal) {
  let response;
  try {
    response = await fetch(path, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, "The scoring service cannot be reached. Is it running? `vlmstream status` tells.");
  }
  if (!response.ok) {
    throw new ApiError(response.status, await reason(response));
  }
  return response.json();
}

async function reason(response) {
  try {
    return (await response.json()).error ?? `HTTP ${response.status}`;
  } catch {
    return `The scoring service answered HTTP ${response.status} ${response.statusText}`.trim();
  }
}

/** True for the rejection of a request that its own view has cancelled. */
export const cancelled = (error) => error.name === "AbortError";
