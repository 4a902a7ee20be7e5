// The history: all jobs by filters, and what they took.

import * as api from "./api.js";
import { bars, scatter } from "./charts.js";
import { h, keyed, panel, say, set, table } from "./dom.js";
import { jobName, took } from "./format.js";
import { buckets, finishedColumns, finishedRow, layoutOf, outcomes, stepsOf } from "./jobs.js";

const HOUR = 3600e3;
// [value, name, milliseconds, bars]
const spans = [["day", "Last 24 hours", 24 * HOUR, 24], ["week", "Last 7 days", 168 * HOUR, 28], ["month", "Last 30 days", 720 * HOUR, 30], ["all", "All that is kept", 0, 30]];
const statuses = ["queued", "running", "verifying", "succeeded", "failed", "cancelled", "expired"];
// MOST jobs are fetched for the plots, PAGE are listed at a time.
const MOST = 1000, PAGE = 50;
// After WHOLE milliseconds all jobs are fetched again, the first page more often.
const WHOLE = 60e3;

export default function proofs(_, page) {
  const q = page.query;
  const status = h("select", { id: "f-status" }, h("option", { value: "" }, "All"), statuses.map((v) => h("option", { value: v, selected: q.get("status") === v }, v)));
  const span = h("select", { id: "f-span" }, spans.map(([v, name]) => h("option", { value: v, selected: (q.get("span") ?? "week") === v }, name)));
  const label = h("input", { id: "f-label", placeholder: "batch=7", value: q.get("label") ?? "", pattern: "[^=]+=.*", spellcheck: "false" });
  const form = h("form", { class: "row", role: "search", "aria-label": "Filter proofs", onsubmit(e) { e.preventDefault(); apply(); }, onchange() { apply(); } },
    h("label", { for: "f-span" }, "Time"), span, h("label", { for: "f-status" }, "Status"), status,
    h("label", { for: "f-label" }, "Label"), label, h("button", { type: "submit" }, "Show"));
  const rows = h("tbody", {}), plots = h("div", { class: "grid" }), error = h("div", { role: "alert" });
  const none = h("p", { class: "empty", hidden: true }, "No job matches.");
  const list = table("Jobs, newest first", finishedColumns, rows);
  const more = h("button", { type: "button", hidden: true, onclick: () => { shown += PAGE; draw(); more.hidden || more.focus(); } }, "Show more");
  const tooMany = h("p", { class: "soft", hidden: true }, `Only the newest ${MOST} are shown: choose a shorter time.`);
  let jobs = [], shown = PAGE, fetched = 0, turns = 0;

  // apply writes the filters to the address, so that it can be kept and shared.
  function apply() {
    if (label.value && !label.checkValidity()) { label.reportValidity(); return; }
    const address = api.query("#/proofs", { span: span.value === "week" ? "" : span.value, status: status.value, label: label.value });
    history.replaceState(null, "", address);
    shown = PAGE;
    fetched = 0;
    load().then(() => say(`${jobs.length} jobs`));
  }

  async function load(signal = page.signal) {
    const ms = spans.find(([v]) => v === span.value)[2];
    try {
      const filter = { status: status.value, label: label.value, since: ms ? new Date(Date.now() - ms).toISOString() : "" };
      const turn = ++turns;
      let got = await api.list(filter, PAGE, signal);
      if (turn !== turns) return;
      set(error);
      // What is on the first page is shown before the others are there.
      const whole = Date.now() - fetched > WHOLE;
      jobs = [...got.jobs, ...(whole ? [] : jobs.filter((j) => got.more && j.id < got.jobs.at(-1).id))];
      draw();
      if (whole && got.more) {
        got = await api.list(filter, MOST, signal);
        if (turn !== turns) return;
        jobs = got.jobs;
        tooMany.hidden = !got.more;
        draw();
      }
      if (whole) fetched = Date.now();
      plot(ms);
    } catch (e) {
      if (!page.signal.aborted) set(error, h("div", { class: "notice bad" }, h("p", {}, e.message), e.hint && h("p", {}, e.hint)));
      throw e;
    }
  }

  function draw() {
    none.hidden = jobs.length > 0;
    list.hidden = !jobs.length;
    keyed(rows, jobs.slice(0, shown), (j) => j.id, (j) => j.revision, finishedRow);
    more.hidden = shown >= jobs.length;
  }

  let drawn = "";
  function plot(ms) {
    const version = span.value + jobs.map((j) => j.id + j.revision).join();
    if (version === drawn) return;
    drawn = version;
    const done = jobs.filter((j) => j.finished_at);
    if (!done.length) { set(plots); return; }
    const from = ms ? Date.now() - ms : Math.min(...done.map((j) => new Date(j.finished_at))) - 60e3;
    const points = done.filter((j) => j.result && took(j) > 0).map((j) => ({ x: stepsOf(j), y: took(j), group: layoutOf(j), title: jobName(j) }));
    set(plots, panel("Ended jobs", bars("Ended, by time", buckets(done, from, spans.find(([v]) => v === span.value)[3]), outcomes)),
      points.length > 0 && panel("Time of proofs", scatter("Time by steps of the run", points)));
  }

  page.every(5000, load);
  return [
    h("div", { class: "headline" }, h("h1", {}, "Proofs"), form),
    error, plots,
    h("section", { class: "panel", "aria-label": "Jobs" }, none, list, more,
      tooMany),
  ];
}
