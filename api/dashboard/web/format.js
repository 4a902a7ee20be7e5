// Numbers, times and names as people read them.

import { h } from "./dom.js";

// duration of seconds: 0.42 s, 12.3 s, 4 min 5 s, 2 h 3 min.
export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  if (seconds < 10) return (Number.isInteger(seconds) ? seconds : seconds.toFixed(2)) + " s";
  if (seconds < 60) return seconds.toFixed(1) + " s";
  const s = Math.round(seconds);
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

// about is a duration in words for what is only estimated.
export function about(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  if (seconds < 1.5) return "about a second";
  if (seconds < 90) return `about ${Math.round(seconds)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

export function bytes(n) {
  if (!Number.isFinite(n)) return "–";
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]) {
    if (n >= size) return (n / size).toFixed(n / size < 10 ? 1 : 0) + " " + unit;
  }
  return n + " B";
}

// count of things: with thin spaces between thousands.
export function count(n) {
  return Number.isFinite(n) ? new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(n).replaceAll(",", "\u202f") : "–";
}

// steps of a run: powers of two as such.
export function steps(n) {
  const log = Math.log2(n);
  return Number.isInteger(log) && n > 1024 ? `2^${log}` : count(n);
}

export const percent = (fraction) => Math.floor(Math.min(1, Math.max(0, fraction)) * 100) + " %";

export const secondsBetween = (from, to) => (new Date(to) - new Date(from)) / 1000;

// clock is a time of day, or a date and time if it was not today.
export function clock(time) {
  const d = new Date(time), now = new Date();
  const hm = d.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return d.toDateString() === now.toDateString() ? hm
    : d.toLocaleDateString([], { year: "numeric", month: "short", day: "numeric" }) + ", " + hm.slice(0, 5);
}

function ago(time) {
  const s = Math.max(0, (Date.now() - new Date(time)) / 1000);
  if (s < 5) return "just now";
  if (s < 60) return `${Math.floor(s)} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86400)} d ago`;
}

// since shows how long ago a time was, or how long something takes so far, and
// goes on counting.
export function since(time, how = "ago") {
  const el = h("time", { datetime: time, title: clock(time), "data-live": how });
  tell(el);
  return el;
}

function tell(el) {
  const time = el.getAttribute("datetime");
  const text = el.dataset.live === "ago" ? ago(time) : duration(Math.max(0, Math.round((Date.now() - new Date(time)) / 1000)));
  if (el.textContent !== text) el.textContent = text;
}

setInterval(() => document.querySelectorAll("time[data-live]").forEach(tell), 1000);

// jobName is what a job is called: a label of the client's, or its main file.
export function jobName(job) {
  const labels = job.labels ?? {}, inputs = job.task.inputs ?? {};
  const file = inputs.program ?? inputs.pie ?? inputs.public_input;
  return labels.name || labels["atlantic.external-id"] || file?.name || shortID(job.id);
}

export const shortID = (id) => id.length > 12 ? "…" + id.slice(-8) : id;

// state shows a status; its colour never says more than the word.
export const state = (status) => h("span", { class: "state", "data-state": status }, status);

// took is how long a job's work took, in seconds; NaN if it did not begin.
export function took(job) {
  if (!job.started_at) return NaN;
  return secondsBetween(job.started_at, job.finished_at ?? new Date());
}

// hex shows a hash.
export const hex = (text) => text ? h("code", {}, text) : null;
