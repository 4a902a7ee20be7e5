// One job: how it comes along, what was proved, how secure, how long each stage
// took, and what went wrong on the way.

import * as api from "./api.js";
import { share } from "./charts.js";
import { complain, facts, h, panel, say, set, table, write } from "./dom.js";
import { bytes, clock, count, duration, hex, jobName, secondsBetween, since, state, steps, took } from "./format.js";
import { bar, cancelButton, codeLink, ended, layoutOf, live, size, stepsOf } from "./jobs.js";

export default function proof(id, page) {
  const error = h("div", { role: "alert" });
  const title = h("h1", {}, "Proof"), status = h("span", { role: "status" }), actions = h("div", { class: "row" });
  const progress = h("div", {}), events = h("ol", { class: "events", tabindex: 0, "aria-label": "Events" });
  const eventPanel = panel("Events", events);
  const body = h("div", {});
  let meter = null, seen = "", last = "", done = false;

  const refresh = page.every(5000, async (signal) => {
    if (done) return;
    try {
      show(await api.get("v1/proofs/" + encodeURIComponent(id), signal));
      set(error);
    } catch (e) {
      if (page.signal.aborted) return;
      if (e.status === 404) done = true;
      set(error, h("div", { class: "notice bad" }, h("p", {}, e.message), e.hint && h("p", {}, e.hint)));
      throw e;
    }
  });
  api.watch(id, event, page.signal).catch(() => {});

  function event(e) {
    if (e.kind === "progress") {
      meter?.tell(e.progress, "running");
      if (e.progress.stage && e.progress.stage !== last && e.progress.stage !== "Prover") add(e.time, last = e.progress.stage);
      return;
    }
    if (e.kind === "status") add(e.time, e.status + (e.reason ? `: ${e.reason.what} [${e.reason.code}]` : ""));
    if (e.note) add(e.time, e.note);
    if (e.kind === "status" && e.status !== seen) { done = false; refresh(); }
  }

  function add(time, text) {
    events.append(h("li", {}, h("time", { datetime: time, class: "soft" }, clock(time)), h("span", {}, text)));
    while (events.children.length > 300) events.firstElementChild.remove();
    events.scrollTop = events.scrollHeight;
  }

  function show(job) {
    page.title(jobName(job));
    write(title, jobName(job));
    if (seen !== job.status) {
      set(status, state(job.status));
      set(actions, buttons(job, again));
      if (seen) say(`${jobName(job)}: ${job.status}`);
      seen = job.status;
    }
    if (live.includes(job.status)) {
      if (!meter) {
        meter = bar(job);
        set(progress, panel("Progress", meter.progress, h("div", { class: "runs" }, h("div", { class: "line" }, meter.stage, meter.left))));
      }
      meter.tell(job.progress, job.status);
    } else if (meter) {
      meter = null;
      set(progress);
    }
    // Progress alone changes nothing below: what is open there stays open.
    const version = JSON.stringify([job.status, job.plan, job.result, job.attempts, job.priority, job.webhook]);
    if (body.dataset.version !== version) {
      body.dataset.version = version;
      set(body, parts(job));
    }
    done = ended.includes(job.status);
  }

  function again() {
    done = false;
    last = "";
    set(events);
    refresh();
    api.watch(id, event, page.signal).catch(() => {});
  }

  return [h("div", { class: "headline" }, title, status, actions), error, progress, body, eventPanel];
}

function buttons(job, again) {
  const report = async (button, work) => {
    button.disabled = true;
    try { await work(); } catch (e) { complain(e.message); }
    button.disabled = false;
  };
  const download = (name, format, ending) => h("button", { type: "button", onclick(e) {
    report(e.currentTarget, () => api.save(`v1/proofs/${job.id}/proof?format=${format}`, `${job.id}.proof.${ending}`));
  } }, name);
  const out = [];
  if (job.result) out.push(download("Download proof (JSON)", "stone", "json"), download("Raw bytes", "raw", "bin"));
  if (!ended.includes(job.status)) out.push(cancelButton(job, again, ""));
  if (ended.includes(job.status) && job.status !== "succeeded") {
    out.push(h("button", { type: "button", class: "primary", onclick(e) {
      report(e.currentTarget, async () => { await api.post(`v1/proofs/${job.id}/retry`); say("Queued again"); again(); });
    } }, "Try again"));
  }
  return out;
}

function parts(job) {
  const v = job.result?.verdict;
  const attempts = job.attempts ?? [];
  return [
    job.reason && failure(job),
    h("div", { class: "grid" }, v ? proved(job, v) : wanted(job), h("div", { class: "stack" }, v && security(v), resources(job))),
    attempts.some((a) => a.stages?.length) && stages(attempts),
    attempts.length > 0 && panel("Attempts", attemptTable(attempts)),
    panel("Inputs", inputs(job)),
    h("details", { class: "panel" }, h("summary", {}, "The record as the API gives it"), h("pre", { tabindex: 0 }, JSON.stringify(job, null, 2))),
  ];
}

function failure(job) {
  const r = job.reason;
  const head = ended.includes(job.status) ? `The job is ${job.status}` : "The last attempt failed";
  return h("div", { class: "notice " + (job.status === "failed" ? "bad" : "") },
    h("p", {}, h("strong", {}, head + ": "), r.what), reason(r));
}

// reason shows what a failure has besides its first sentence.
function reason(r) {
  return [r.where && h("p", {}, "Where: ", r.where), r.hint && h("p", {}, "What to do: ", r.hint), h("p", {}, codeLink(r.code)),
    r.log && h("details", {}, h("summary", {}, "The last lines of its process"), h("pre", { tabindex: 0 }, r.log))];
}

function proved(job, v) {
  const output = v.output ?? [];
  const first = output.slice(0, 100);
  return panel("What was proved",
    facts(
      ["Statement", v.program_hash
        ? "The program with this hash, run to its end, gives this output."
        : "There is a run as the public input says; the public memory does not say of which program."],
      ["Program hash", hex(v.program_hash)],
      ["Output", output.length ? [`${count(output.length)} felt${output.length > 1 ? "s" : ""}`,
        h("ol", { class: "output", tabindex: 0, "aria-label": "Output" }, first.map((x) => h("li", {}, hex(x)))),
        output.length > first.length && h("details", {}, h("summary", {}, "All of them"), h("pre", { tabindex: 0 }, output.join("\n")))] : "none"],
      ["Output hash", hex(v.output_hash)],
      ["Run", `${v.layout}, ${steps(v.n_steps)} steps` + (v.n_steps > 1024 ? ` (${count(v.n_steps)})` : "")],
      ["Parameters", `blow-up ${2 ** v.log_blowup}, ${v.n_queries} queries, ${v.proof_of_work_bits} bits of proof of work`],
      ["Proof", `${bytes(v.proof_bytes)}, as Stone ${v.stone_version} makes it, verified by the server`],
      ["SHA-256", hex(job.result.proof.sha256)]),
    h("p", { class: "soft" }, "The proof is not zero-knowledge: it shows the public input and may reveal parts of the run."));
}

function wanted(job) {
  const t = job.task, s = t.security ?? {};
  const security = t.inputs?.parameters ? "as the parameter file says"
    : (s.bits ? `${s.bits} bits (${s.regime || "johnson"})` : "as by default") + `, for the verifier ${s.preset || "stone"}`;
  return panel("What is to be proved", facts(
    ["Run", size(job) || "auto"],
    ["Security", security],
    ["Version", t.stone_version && `Stone ${t.stone_version}`],
    ["Backend", t.backend || "the best that a worker has"],
    ["Steps", t.max_steps && `at most ${count(t.max_steps)}`]));
}

// In the words of quarry verify; docs/soundness.md says more.
const regimes = {
  conjectured: "up-to-capacity conjecture, refuted in 2025; what most systems still count",
  johnson: "proven, list decoding up to the Johnson bound",
  unique: "proven, unique decoding",
};

function security(v) {
  const entries = Object.entries(v.security_bits ?? {}).sort((a, b) => b[1] - a[1]);
  return panel("Security", table("Security by regime", [["Regime"], ["Bits", "num"], ["", "wide"], ["What it says"]],
    h("tbody", {}, entries.map(([name, bits]) => h("tr", {},
      h("th", { scope: "row" }, name), h("td", { class: "num" }, bits.toFixed(1)),
      h("td", { class: "wide" }, h("meter", { min: 0, max: 128, value: Math.max(0, bits), "aria-label": `${name}: ${bits.toFixed(1)} of 128 bits` })),
      h("td", {}, h("small", {}, regimes[name] ?? "")))))));
}

function resources(job) {
  const plan = job.plan, attempt = (job.attempts ?? []).at(-1);
  return panel("Job", facts(
    ["Id", hex(job.id)],
    ["Submitted", [clock(job.created_at), " (", since(job.created_at), ")"]],
    ["Waited", job.started_at && duration(secondsBetween(job.created_at, job.started_at))],
    ["Took", ended.includes(job.status) && Number.isFinite(took(job)) ? duration(took(job)) : null],
    ["Worker", attempt && [attempt.worker, attempt.backend, attempt.device].filter(Boolean).join(", ")],
    ["Memory", plan?.peak_bytes ? `planned ${bytes(plan.peak_bytes)} (${plan.mode})` + (attempt?.peak_bytes ? `, seen ${bytes(attempt.peak_bytes)}` : "") : null],
    ["Estimate", plan?.seconds ? duration(plan.seconds) : null],
    ["Speed", job.result && took(job) > 0 ? `${count(Math.round(stepsOf(job) / took(job)))} steps a second on ${layoutOf(job)}` : null],
    ["Priority", job.priority],
    ["Deadline", job.deadline && clock(job.deadline)],
    ["Owner", job.owner],
    ["Labels", labels(job)],
    ["Webhook", job.webhook && `${job.webhook.url}: ` + (job.webhook.delivered ? "told" : `not told yet, ${job.webhook.tries} tries`) + (job.webhook.last_error ? `; ${job.webhook.last_error}` : "")]));
}

function labels(job) {
  const entries = Object.entries(job.labels ?? {});
  return entries.length ? entries.map(([k, v], i) => [i ? ", " : "", h("a", { href: api.query("#/proofs", { span: "all", label: `${k}=${v}` }) }, `${k}=${v}`)]) : null;
}

// outermost are the stages beside each other, in their order: each has its colour.
const outermost = ["Load inputs", "Load run", "Trace generation", "Commit on trace", "Interaction trace generation", "Commit on interaction trace",
  "Composition polynomial computation", "Polynomial breaker", "Commit on composition", "Eval at OODS point", "FRI virtual oracle computation", "FRI", "Self-verification"];

// Stages nest; these lie within others, and would be counted twice in the bar.
const inner = new Set(["Prover", "Interpolation", "FRI commit phase", "Proof of work", "FRI virtual oracle callback", "FRI response generation"]);

function stages(attempts) {
  const shown = attempts.filter((a) => a.stages?.length).at(-1);
  const merged = new Map();
  for (const s of shown.stages) merged.set(s.stage, (merged.get(s.stage) ?? 0) + s.seconds);
  const outer = [...merged].filter(([name, value]) => !inner.has(name) && value > 0)
    .map(([name, value]) => ({ name, value, cls: outermost.includes(name) ? "fill-" + outermost.indexOf(name) : "fill-off" }));
  const sum = outer.reduce((a, p) => a + p.value, 0);
  const whole = shown.finished_at ? secondsBetween(shown.started_at, shown.finished_at) : sum;
  return panel("Time by stage",
    share(`Attempt ${shown.number}: ${duration(whole)}`, outer, whole, "process, checks and transfers"),
    h("details", { class: "plain" }, h("summary", {}, "All stages"), table("Stages, in the order in which they ended", [["Stage"], ["Time", "num"]],
      h("tbody", {}, shown.stages.map((s) => h("tr", {}, h("th", { scope: "row" }, s.stage, inner.has(s.stage) && h("small", {}, " (within another)")),
        h("td", { class: "num" }, duration(s.seconds))))))));
}

function attemptTable(attempts) {
  return table("Attempts, the first one first", [["No."], ["Worker"], ["Backend", "wide"], ["Began", "wide"], ["Took", "num"], ["Memory", "num wide"], ["Outcome"]],
    h("tbody", {}, attempts.map((a, i) => h("tr", {},
      h("th", { scope: "row" }, a.number), h("td", {}, a.worker),
      h("td", { class: "wide" }, [a.backend, a.device].filter(Boolean).join(", ")), h("td", { class: "wide" }, clock(a.started_at)),
      h("td", { class: "num" }, a.finished_at ? duration(secondsBetween(a.started_at, a.finished_at)) : "runs"),
      h("td", { class: "num wide" }, a.peak_bytes ? bytes(a.peak_bytes) : ""),
      h("td", {}, a.failure ? [h("strong", {}, "failed: "), a.failure.what, reason(a.failure)]
        : a.finished_at ? (i === attempts.length - 1 ? "done" : "given up") : "runs")))));
}

function inputs(job) {
  const entries = Object.entries(job.task.inputs ?? {});
  return table("Input files", [["Part"], ["File"], ["Size", "num"], ["SHA-256", "wide"]],
    h("tbody", {}, entries.map(([part, b]) => h("tr", {}, h("th", { scope: "row" }, part.replaceAll("_", " ")), h("td", {}, b.name || ""),
      h("td", { class: "num" }, bytes(b.bytes)), h("td", { class: "wide" }, hex(b.sha256))))));
}
