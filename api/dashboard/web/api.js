// The server's public API, the only thing that these pages talk to.

// Addresses are relative to the page, so that the server may live below a path.
const base = new URL("./", document.baseURI);
const KEY = "quarry.key";

// Problem is an error that the server told, or that it can't be reached (status 0).
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || "the server said no more");
    Object.assign(this, { status, code: body.code ?? "", where: body.where ?? "", hint: body.hint ?? "", errors: body.errors ?? [] });
  }
}

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set(value) {
    if (value) sessionStorage.setItem(KEY, value);
    else sessionStorage.removeItem(KEY);
    dispatchEvent(new Event("quarry:key"));
  },
};

function headers(more) {
  const out = new Headers(more);
  if (key.get()) out.set("Authorization", "Bearer " + key.get());
  return out;
}

// failed makes the error of an answer; of a missing key the page is told.
function failed(status, text) {
  let body = {};
  try { body = JSON.parse(text); } catch { body = { detail: text.slice(0, 200) }; }
  if (status === 401) dispatchEvent(new Event("quarry:locked"));
  return new Problem(status, body);
}

async function request(path, options = {}) {
  let answer;
  try {
    answer = await fetch(new URL(path, base), { ...options, headers: headers(options.headers), credentials: "omit", cache: "no-store" });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Problem(0, { detail: "the server can't be reached" });
  }
  if (!answer.ok) throw failed(answer.status, await answer.text());
  return answer;
}

export const get = async (path, signal) => (await request(path, { signal })).json();
export const post = async (path) => (await request(path, { method: "POST" })).json();

// query writes parameters; those without a value are left out.
export function query(path, params) {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const v of [value].flat()) {
      if (v !== undefined && v !== null && v !== "") q.append(name, v);
    }
  }
  const text = q.toString();
  return text ? path + "?" + text : path;
}

// list fetches jobs page by page, at most so many.
export async function list(filter, most, signal) {
  const jobs = [];
  let cursor = "";
  do {
    const page = await get(query("v1/proofs", { ...filter, limit: Math.min(200, most - jobs.length), cursor }), signal);
    jobs.push(...page.jobs);
    cursor = page.next ?? "";
  } while (cursor && jobs.length < most);
  return { jobs, more: cursor };
}

// sendForm posts a form and tells how much of it has gone.
export function sendForm(path, form, more, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest();
    x.open("POST", new URL(path, base));
    headers(more).forEach((value, name) => x.setRequestHeader(name, value));
    x.upload.onprogress = (e) => e.lengthComputable && onProgress?.(e.loaded / e.total);
    x.onload = () => x.status < 300 ? resolve(JSON.parse(x.responseText)) : reject(failed(x.status, x.responseText));
    x.onerror = () => reject(new Problem(0, { detail: "the connection broke off" }));
    x.onabort = () => reject(new DOMException("given up", "AbortError"));
    signal?.addEventListener("abort", () => x.abort());
    x.send(form);
  });
}

// save fetches a file, since a link can't carry a key, and hands it to the
// browser under a name.
export async function save(path, name) {
  const blob = await (await request(path)).blob();
  const a = document.createElement("a");
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
}

const pause = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

// seen resolves when the page is looked at; hidden is a signal that it no longer is.
const seen = (signal) => document.hidden && !signal.aborted ? new Promise((resolve) => {
  document.addEventListener("visibilitychange", resolve, { once: true });
  signal.addEventListener("abort", resolve, { once: true });
}) : null;

function hidden() {
  const stop = new AbortController();
  document.addEventListener("visibilitychange", () => document.hidden && stop.abort(), { signal: stop.signal });
  return stop;
}

// watch reads a job's events until it has ended or the signal says so, and goes on
// after the last one when the connection breaks. (EventSource can't send a key.)
// While nobody looks it holds no connection: browsers have few for one server, and
// share them between tabs.
export async function watch(id, onEvent, signal) {
  let last = "", wait = 2000;
  while (await seen(signal), !signal.aborted) {
    const away = hidden();
    try {
      const more = last ? { "Last-Event-ID": last } : {};
      const answer = await request(`v1/proofs/${encodeURIComponent(id)}/events`,
        { signal: AbortSignal.any([signal, away.signal]), headers: { Accept: "text/event-stream", ...more } });
      if (answer.status === 204) return;
      for await (const e of events(answer.body)) {
        if (e.id) last = e.id;
        if (e.retry) wait = e.retry;
        if (e.data) onEvent(JSON.parse(e.data));
      }
    } catch (e) {
      if (e instanceof Problem && e.status >= 400 && e.status < 500 && e.status !== 429) throw e;
    }
    const left = away.signal.aborted;
    away.abort();
    if (!left) await pause(wait, signal);
  }
}

// events splits a stream of server-sent events.
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value.replaceAll("\r", "");
      let end;
      while ((end = text.indexOf("\n\n")) >= 0) {
        yield parse(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  const e = { id: "", data: "", retry: 0 };
  const data = [];
  for (const line of block.split("\n")) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === "id") e.id = value;
    else if (name === "data") data.push(value);
    else if (name === "retry") e.retry = Number(value) || 0;
  }
  e.data = data.join("\n");
  return e;
}
