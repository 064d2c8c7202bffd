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

/** All runs, archived ones too: whoever lists them leaves these out. */
export const runs = (signal) => get("api/runs?archived=true", signal);
/** The models that services have announced: `{model, service, announcedAt, away, …}`. */
export const models = (signal) => get("api/models", signal);
/** What keeps the installation from working: `{of, text}`. */
export const troubles = (signal) => get("api/troubles", signal);
/** The colours of all models: `{model, hue, round}`. */
export const colours = (signal) => get("api/models/colours", signal);
/** The datasets that are being made, newest first. */
export const makings = (signal) => get("api/makings", signal);
export const making = (name, signal) => get(`api/makings/${part(name)}`, signal);
export const manifest = (run, signal) => get(runPath(run), signal);
export const metrics = (run, signal) => get(`${runPath(run)}/metrics`, signal);
export const curve = (run, signal) => get(`${runPath(run)}/curve`, signal);
export const pairs = (run, signal) => get(`${runPath(run)}/pairs`, signal);
export const frequency = (run, signal) => get(`${runPath(run)}/frequency`, signal);
export const classes = (run, signal) => get(`${runPath(run)}/classes/columns`, signal);

export const deadLetters = (run, page, size, signal) => get(`api/dead-letters?${query({ run, page, size })}`, signal);

/** A page of answers in brief, of those wanted (`{model, filter, rightBy, label, said, q, page, size}`): `{total, page, size, items}`. */
export function items(run, wanted, signal) {
  return get(`${runPath(run)}/items?${query({ ...wanted, brief: true })}`, signal);
}

/** What the models said of one item, in full; with a model, that one alone. */
export const item = (run, item, model, signal) => get(`${runPath(run)}/items/${part(item)}?${query({ model })}`, signal);

/** What was said instead: `{model, label, size}`. */
export const confusions = (run, wanted, signal) => get(`${runPath(run)}/confusions?${query(wanted)}`, signal);

/** Which class was answered for which: `{model, label}`. */
export const matrix = (run, wanted, signal) => get(`${runPath(run)}/confusions/matrix?${query(wanted)}`, signal);
/** What a model answered, most often first: `{model, size}`. */
export const answers = (run, wanted, signal) => get(`${runPath(run)}/answers?${query(wanted)}`, signal);
/** How many models are right about the same items. */
export const agreement = (run, signal) => get(`${runPath(run)}/agreement`, signal);

/** Two models paired: `{first, second, of}`. */
export const compare = (run, wanted, signal) => get(`${runPath(run)}/compare?${query(wanted)}`, signal);

/** A page of the items where two models differ: `{first, second, of, right, page, size}`. */
export const differences = (run, wanted, signal) => get(`${runPath(run)}/differences?${query(wanted)}`, signal);

/** Every way of asking every model of these runs, against the dual encoder. */
export const gap = (runs, unlike, signal) => get(`api/gap?${query({ runs: runs.join(","), unlike })}`, signal);

/** The checkpoints of a training and what they are compared with: `{training, points}`. */
export const training = (name, signal) => get(`api/trainings/${part(name)}`, signal);

export const imageAddress = (run, item) => `${runPath(run)}/items/${part(item)}/image`;
/** All answers of a run as a file, as a menu of what can be taken away offers it. */
export const exportFile = (run) => ({ word: "All answers (JSON Lines)", title: "Download all answers as JSON Lines", href: `${runPath(run)}/export`, download: `${run}.jsonl` });
export const eventsAddress = (run) => `${runPath(run)}/events`;
export const tailAddress = (run) => `${runPath(run)}/events?feed=answers`;

function query(values) {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}

async function get(path, signal) {
  let response;
  try {
    response = await fetch(path, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, "The scoring service cannot be reached. “vlmstream status” shows whether it is running.");
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
