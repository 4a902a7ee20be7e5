// The overview: what runs, what waits, what was done lately.

import * as api from "./api.js";
import { bars } from "./charts.js";
import { history } from "./history.js";
import { h, keyed, panel, set, table, write } from "./dom.js";
import { bytes, count, since, took } from "./format.js";
import { bar, buckets, cancelButton, finishedColumns, finishedRow, link, live, outcomes, size, stepsOf } from "./jobs.js";

const DAY = 86400e3;
// Browsers have few connections for one server: so many jobs are followed event by
// event, the others by asking.
const STREAMS = 2;
// SHOWN is the most jobs in one of the lists.
const SHOWN = 100;

export default function overview(_, page) {
  const tile = (name) => {
    const big = h("span", { class: "big" }, "–"), small = h("small", {});
    return { el: h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, big, " ", small)), big, small };
  };
  const tiles = { running: tile("Running"), queued: tile("Waiting"), done: tile("Proved, last 24 h"), rate: tile("Throughput, last hour"), workers: tile("Workers") };
  const runs = h("ul", { class: "runs" }), queue = h("tbody", {}), last = h("tbody", {}), plot = h("div", {});
  const noRuns = h("p", { class: "empty" }, "Nothing runs."), noQueue = h("p", { class: "empty" }, "Nothing waits.");
  const noLast = h("p", { class: "empty" }, "Nothing has been proved yet. ", h("a", { href: "#/submit" }, "Submit a program"), ".");
  const runsOfOthers = h("p", { class: "empty", hidden: true }), queueOfOthers = h("p", { class: "empty", hidden: true });
  const queueTable = table("Jobs that wait", [["Job"], ["Memory", "num wide"], ["Priority", "num wide"], ["Waits", "num"], ["", "act"]], queue);
  const lastTable = table("Jobs that ended lately", finishedColumns, last);

  const update = history(2 * DAY);
  let now = [], waiting = [], queueSeen = 0, counted = -1, begun = 0;
  const meters = new Map();
  const streams = new Map();
  const refresh = page.every(2000, async (signal) => {
    const [stats, current] = await Promise.all([
      api.get("v1/stats", signal),
      api.list({ status: live }, SHOWN, signal),
    ]);
    now = current.jobs;
    showStats(stats);
    noRuns.hidden = now.length > 0;
    keyed(runs, now, (j) => j.id, (j) => j.status, run);
    for (const job of now) meters.get(job.id)?.tell(job.progress, job.status);
    follow(now);
    // A key that is not an admin's sees its own jobs, and the numbers of all.
    others(runsOfOthers, tiles.running, now.length, false);
    if (Date.now() - queueSeen > 5000 || stats.jobs.queued !== counted) {
      const { jobs, more } = await api.list({ status: "queued" }, SHOWN, signal);
      [waiting, queueSeen, counted] = [jobs, Date.now(), stats.jobs.queued];
      jobs.sort((a, b) => b.priority - a.priority || a.id.localeCompare(b.id));
      noQueue.hidden = jobs.length > 0;
      queueTable.hidden = !jobs.length;
      keyed(queue, jobs, (j) => j.id, (j) => j.revision, queued);
      others(queueOfOthers, tiles.queued, jobs.length, more !== "");
    }
    const oldest = stats.oldest_queued ? new Date(stats.oldest_queued).getTime() : Infinity;
    begun = Math.min(oldest, ...[...now, ...waiting].map((j) => new Date(j.created_at).getTime()));
  });
  page.every(5000, async (signal) => {
    const jobs = await update(begun, [...now, ...waiting], signal);
    const today = jobs.filter((j) => new Date(j.finished_at) >= Date.now() - DAY);
    const latest = jobs.sort((a, b) => b.finished_at.localeCompare(a.finished_at)).slice(0, 8);
    noLast.hidden = latest.length > 0;
    lastTable.hidden = !latest.length;
    keyed(last, latest, (j) => j.id, (j) => j.revision, finishedRow);
    showDay(today);
  });

  // others says how many jobs are not in a list: of other keys, or simply more.
  function others(el, tile, own, cut) {
    const n = tile.number - own;
    el.hidden = n <= 0 || !(cut || api.key.get());
    write(el, cut ? `${count(n)} more: these are the newest.` : `${count(n)} more of other keys.`);
  }

  function showStats(stats) {
    tiles.running.number = (stats.jobs.running ?? 0) + (stats.jobs.verifying ?? 0);
    tiles.queued.number = stats.jobs.queued ?? 0;
    write(tiles.running.big, count(tiles.running.number));
    const workers = stats.workers ?? [], slots = workers.reduce((a, w) => a + w.slots, 0);
    write(tiles.running.small, slots ? `of ${slots} at once` : "");
    write(tiles.queued.big, count(tiles.queued.number));
    if (stats.oldest_queued) set(tiles.queued.small, "the oldest for ", since(stats.oldest_queued, "for"));
    else write(tiles.queued.small, "");
    const ill = workers.filter((w) => w.unhealthy).length;
    write(tiles.workers.big, count(workers.length));
    write(tiles.workers.small, ill ? `${ill} take no jobs` : workers.length ? "all well" : "none was heard of");
  }

  function showDay(jobs) {
    const proved = jobs.filter((j) => j.status === "succeeded"), failed = jobs.filter((j) => j.status === "failed");
    write(tiles.done.big, count(proved.length));
    write(tiles.done.small, failed.length ? `${failed.length} failed` : "");
    const hour = proved.filter((j) => new Date(j.finished_at) > Date.now() - 3600e3);
    const done = hour.reduce((a, j) => a + stepsOf(j), 0), work = hour.reduce((a, j) => a + took(j), 0);
    write(tiles.rate.big, `${hour.length} / h`);
    write(tiles.rate.small, work > 0 ? `${count(Math.round(done / work))} steps a second` : "");
    const version = jobs.map((j) => j.id + j.revision).join() + Math.floor(Date.now() / 600e3);
    if (plot.dataset.version !== version) {
      plot.dataset.version = version;
      set(plot, bars("Ended, by the hour", buckets(jobs, Date.now() - DAY, 24), outcomes));
    }
  }

  function run(job) {
    const b = bar(job);
    meters.set(job.id, b);
    return h("li", {},
      h("div", { class: "line" }, link(job), h("span", { class: "soft" }, size(job)),
        job.started_at && h("span", { class: "soft" }, since(job.started_at, "for")),
        h("span", { class: "end" }, cancelButton(job, refresh))),
      b.progress,
      h("div", { class: "line" }, b.stage, b.left));
  }

  function queued(job) {
    return h("tr", {}, h("th", { scope: "row" }, link(job), h("span", { class: "under" }, size(job))),
      h("td", { class: "num wide" }, job.plan?.peak_bytes ? bytes(job.plan.peak_bytes) : ""),
      h("td", { class: "num wide" }, job.priority), h("td", { class: "num" }, since(job.created_at, "for")),
      h("td", { class: "act" }, cancelButton(job, refresh)));
  }

  // follow listens to the events of some of the jobs that run.
  function follow(jobs) {
    const ids = new Set(jobs.map((j) => j.id));
    for (const [id, stop] of streams) if (!ids.has(id)) { stop.abort(); streams.delete(id); meters.delete(id); }
    for (const job of jobs) {
      if (streams.has(job.id) || streams.size >= STREAMS) continue;
      const stop = new AbortController();
      streams.set(job.id, stop);
      api.watch(job.id, (e) => {
        if (e.kind === "progress") meters.get(job.id)?.tell(e.progress, "running");
        if (e.kind === "status") refresh();
      }, AbortSignal.any([stop.signal, page.signal])).catch(() => {});
    }
  }

  return [
    h("h1", { class: "sr" }, "Overview"),
    h("dl", { class: "tiles" }, Object.values(tiles).map((t) => t.el)),
    panel("Running", noRuns, runs, runsOfOthers),
    h("div", { class: "grid" }, panel("Waiting", noQueue, queueTable, queueOfOthers), panel("Last 24 hours", plot)),
    panel("Ended lately", noLast, lastTable, h("p", {}, h("a", { href: "#/proofs" }, "All proofs"))),
  ];
}
