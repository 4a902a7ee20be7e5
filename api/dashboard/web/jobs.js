// What pages show of jobs in lists.

import * as api from "./api.js";
import { complain, h, say } from "./dom.js";
import { about, bytes, duration, jobName, percent, since, state, steps, took } from "./format.js";

export const live = ["running", "verifying"];
export const ended = ["succeeded", "failed", "cancelled", "expired"];

export const link = (job) => h("a", { class: "name", href: "#/proofs/" + job.id, title: jobName(job), "data-focus": "open" }, jobName(job));

// codeLink shows an error's code, and leads to what it means.
export const codeLink = (code) => h("a", { href: "docs/errors#" + code }, h("code", {}, code));

// layoutOf is the layout as far as it is known, stepsOf the steps likewise.
export const layoutOf = (job) => job.result?.verdict.layout ?? job.plan?.layout ?? job.task.layout ?? "";
export const stepsOf = (job) => job.result?.verdict.n_steps ?? job.plan?.n_steps ?? 0;

// size words layout and steps.
export function size(job) {
  const n = stepsOf(job);
  return [layoutOf(job), n ? steps(n) + " steps" : ""].filter(Boolean).join(", ");
}

// cancelButton cancels a job after a second press.
export function cancelButton(job, then, cls = "small") {
  let sure = 0;
  const button = h("button", {
    type: "button", class: cls, "data-focus": "cancel", "aria-label": "Cancel " + jobName(job),
    async onclick() {
      if (!sure) {
        button.textContent = "Really cancel?";
        button.setAttribute("aria-label", "Really cancel " + jobName(job) + "?");
        button.classList.add("danger");
        sure = setTimeout(reset, 5000);
        return;
      }
      reset();
      button.disabled = true;
      try {
        await api.post(`v1/proofs/${job.id}/cancel`);
        say(jobName(job) + " is cancelled");
      } catch (e) {
        complain(`${jobName(job)} is not cancelled: ${e.message}`);
      }
      button.disabled = false;
      then?.();
    },
  }, "Cancel");
  function reset() {
    clearTimeout(sure);
    sure = 0;
    button.textContent = "Cancel";
    button.setAttribute("aria-label", "Cancel " + jobName(job));
    button.classList.remove("danger");
  }
  return button;
}

// bar shows how far a job is, and can be told anew.
export function bar(job) {
  const progress = h("progress", { max: 1, "aria-label": "Progress of " + jobName(job) });
  const stage = h("span", {}), left = h("span", { class: "soft end" });
  const tell = (p, status) => {
    if (p && status !== "verifying") {
      progress.value = Math.min(1, p.fraction);
      stage.textContent = p.stage || "begins";
      left.textContent = percent(p.fraction) + (p.seconds_left >= 0 ? ", " + about(p.seconds_left) + " left" : "");
    } else if (status === "verifying") {
      progress.value = 1;
      stage.textContent = "The server verifies the proof";
      left.textContent = "";
    } else {
      progress.removeAttribute("value");
      stage.textContent = "Waits for the first report";
      left.textContent = "";
    }
  };
  tell(job.progress, job.status);
  return { progress, stage, left, tell };
}

// outcome says in one line how a job ended.
export function outcome(job) {
  if (job.status === "succeeded") return duration(took(job));
  if (job.reason) return job.reason.what;
  return "";
}

// finishedRow is a row of a list of jobs.
export function finishedRow(job) {
  return h("tr", {},
    h("th", { scope: "row" }, link(job)),
    h("td", {}, state(job.status)),
    h("td", { class: "wide" }, size(job)),
    h("td", { class: "num wide" }, job.result ? bytes(job.result.verdict.proof_bytes) : ""),
    h("td", { class: "num wide" }, Number.isFinite(took(job)) && ended.includes(job.status) ? duration(took(job)) : ""),
    h("td", { class: "num" }, since(job.finished_at ?? job.created_at)));
}

export const finishedColumns = [["Job"], ["Status"], ["Run", "wide"], ["Proof", "num wide"], ["Took", "num wide"], ["When", "num"]];

const HOUR = 3600e3;

// buckets counts jobs by outcome in stretches of time, the last of which is going
// on. A stretch is an hour, or a divisor or multiple of a day.
export function buckets(jobs, from, number) {
  const now = Date.now(), wanted = (now - from) / number;
  const step = [HOUR, 6 * HOUR, 24 * HOUR, 168 * HOUR].find((s) => s >= wanted * .99) ?? wanted;
  const zone = new Date().getTimezoneOffset() * 60e3;
  const end = Math.ceil((now - zone) / step) * step + zone, begin = end - number * step;
  const day = (t) => new Date(t).toLocaleDateString([], { month: "short", day: "numeric" });
  const hour = (t) => new Date(t).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const label = step <= HOUR ? hour : day;
  const long = step < 24 * HOUR ? (t) => `${day(t)}, ${hour(t)} to ${hour(t + step)}` : day;
  const out = Array.from({ length: number }, (_, i) => ({ label: label(begin + i * step), long: long(begin + i * step), values: [0, 0, 0] }));
  for (const job of jobs) {
    const i = Math.floor((new Date(job.finished_at) - begin) / step);
    const kind = job.status === "succeeded" ? 0 : job.status === "failed" ? 1 : 2;
    if (job.finished_at && i >= 0 && i < number) out[i].values[kind]++;
  }
  return out;
}

export const outcomes = [["succeeded", "fill-good"], ["failed", "fill-bad"], ["cancelled or expired", "fill-off"]];
