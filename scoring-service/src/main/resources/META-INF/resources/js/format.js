// Numbers and times as people read them. An absent value is an en dash everywhere.

export const NONE = "–";

const whole = new Intl.NumberFormat("en");
const one = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const when = new Intl.DateTimeFormat("en-CA", {
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false,
});

const absent = (value) => value === null || value === undefined || !Number.isFinite(Number(value));

export const integer = (value) => (absent(value) ? NONE : whole.format(value));

/** A share 0…1 as a percentage with one decimal, without the sign. */
export const percent = (share) => (absent(share) ? NONE : one.format(100 * share));

/** Stands beside every number that was chosen on the items judged. */
export const TOO_HIGH = "too high: chosen on these items";

/** The ends of an interval, in percent. */
export function ends(rule) {
  return absent(rule?.low) || absent(rule?.high) ? NONE : `${percent(rule.low)}–${percent(rule.high)}`;
}

/** A rate a second: one decimal below a hundred, whole numbers above. */
export function rate(value) {
  return absent(value) ? NONE : value < 100 ? one.format(value) : whole.format(Math.round(value));
}

/** A duration in seconds, as ms below one second. */
export function duration(seconds) {
  if (absent(seconds)) {
    return NONE;
  }
  return seconds < 1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

/** Accepts ISO text or milliseconds since the epoch; local time, with its zone. */
export function time(value) {
  const date = value === null || value === undefined ? new Date(NaN) : new Date(value);
  return Number.isNaN(date.getTime()) ? NONE : `${when.format(date).replace(",", "")} ${zone(date)}`;
}

/** UTC, or what local time was ahead of it. */
function zone(date) {
  const ahead = -date.getTimezoneOffset();
  const minutes = Math.abs(ahead) % 60;
  return ahead === 0 ? "UTC" : `UTC${ahead < 0 ? "−" : "+"}${Math.floor(Math.abs(ahead) / 60)}${minutes ? `:${String(minutes).padStart(2, "0")}` : ""}`;
}

export function plural(count, word, words = `${word}s`) {
  return `${integer(count)} ${count === 1 ? word : words}`;
}

/** A digest short enough for a table; the whole of it belongs in the detail. */
export function shortDigest(digest) {
  return digest ? digest.replace(/^sha256:/, "").slice(0, 10) : "";
}

/** Everything a model was asked so far, whatever came of it. */
export function counted(model) {
  return (model.answered ?? 0) + (model.unparsed ?? 0) + (model.refused ?? 0) + (model.failed ?? 0);
}

/** Items done over items expected, of all models; null while the number of items is unknown. */
export function progress(items, models, done) {
  return items && models ? Math.min(1, done / (items * models)) : null;
}

/** A difference of shares in signed percentage points. */
export function points(share) {
  const size = absent(share) ? NONE : one.format(Math.abs(100 * share));
  return size === NONE || size === "0.0" ? size : `${share < 0 ? "−" : "+"}${size}`;
}

/** A coefficient to two decimals. */
export const signed = (value) => (absent(value) ? NONE : value.toFixed(2).replace("-", "−"));

/** A p value to two digits, as people print it. */
export function pValue(p) {
  return absent(p) ? NONE : p < 0.0001 ? "< 0.0001" : p.toPrecision(2);
}

/** A time span as people wait for it. */
export function span(seconds) {
  if (absent(seconds)) {
    return NONE;
  }
  const whole = Math.round(seconds);
  return whole < 90 ? `${whole} s` : whole < 5400 ? `${Math.round(whole / 60)} min` : `${one.format(whole / 3600)} h`;
}

/** US dollars, fine enough for single answers. */
export function dollars(value) {
  return absent(value) || value === 0 ? NONE : `$${value < 1 ? value.toPrecision(2) : value.toFixed(2)}`;
}
