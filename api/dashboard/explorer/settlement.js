// The settler's pages: what it does with each block, what it has sent to L1, and what
// keeps it. They only show: it is steered with a key, by quarry settlement.

import { facts, h, keyed, panel, set, table } from "./dom.js";
import { bytes, clock, count, hex, since, state } from "./format.js";
import { cost, eth, short } from "./amounts.js";

// ask reads what the node says of its settler: null if it has none.
export async function ask(path = "") {
  const answer = await fetch("settlement" + path, { cache: "no-store" });
  if (answer.status === 404) throw new Error("The settler has no record of that block.");
  if (!answer.ok) throw new Error("the node does not say what its settler does");
  return answer.json();
}

const kinds = [["prove", "Proof"], ["data", "Data"], ["update", "Update"], ["track", "Finality"]];
// looks are the colours of the jobs' states.
const looks = {
  Created: "queued", LockedForProcessing: "running", PendingVerification: "running", Completed: "succeeded",
  VerificationTimeout: "expired", PendingRetry: "expired", VerificationFailed: "failed", Failed: "failed",
};
const zero = /^0x0*$/;
const known = (hash) => hash && !zero.test(hash);

// told shows the state of a job in the words of the settler.
function told(job) {
  const el = state(job.status);
  el.dataset.state = looks[job.status] ?? "queued";
  return el;
}

const stages = ["submitted", "included", "safe", "finalized"];

// way shows how far something is on L1; the words say it, the marks only repeat it.
function way(stage) {
  const at = stages.indexOf(stage);
  return h("ol", { class: "way", "aria-label": at < 0 ? "not on L1" : "on L1: " + stage }, stages.map((name, i) =>
    h("li", { "data-done": i <= at ? "yes" : null, "aria-current": i === at ? "step" : null }, name)));
}

// stageOf is how far a block's update is.
const stageOf = (b) => b.settled?.stage ?? (known(b.transaction) && b.key ? "submitted" : "");

const refusal = (b) => h("div", { class: "notice bad" },
  h("p", {}, h("strong", {}, `Block ${b.number} is set aside: the contract refuses its proof.`)),
  h("p", {}, "The contract: ", h("code", {}, b.setAside.contract)),
  h("p", {}, "Our verifier: ", b.setAside.ours ? h("code", {}, b.setAside.ours) : "it accepts the proof"),
  h("p", {}, "The proof ", h("code", {}, short(b.setAside.proof)), " is never sent again. ",
    h("code", {}, `quarry settlement requeue ${b.number}`), " has the block proved anew."));

function notices({ overview: o, blocks }) {
  const all = [];
  const add = (bad, ...text) => all.push(h("div", { class: bad ? "notice bad" : "notice" }, h("p", {}, text)));
  if (o.contract?.frozen) add(true, h("strong", {}, "The rollup is frozen. "), "Governors can unfreeze it.");
  if (o.l1) add(true, h("strong", {}, "L1 can't be read: "), o.l1);
  if (o.l2) add(true, h("strong", {}, "The blocks can't be read: "), o.l2);
  if (o.control.pausedProofs) add(false, h("strong", {}, "Proofs are paused. "), "No new ones are ordered until ", h("code", {}, "quarry settlement resume proofs"), ".");
  if (o.control.pausedUpdates) add(false, h("strong", {}, "Updates are paused. "), "None is sent until ", h("code", {}, "quarry settlement resume updates"), ".");
  const seen = new Set();
  for (const b of [...o.blocks, ...blocks]) {
    if (b.setAside && !seen.has(b.number)) all.push(refusal(b));
    seen.add(b.number);
  }
  return all;
}

const tile = (name, value, under) => h("div", { class: "tile" }, h("dt", {}, name),
  h("dd", {}, h("span", { class: "big" }, value), under && h("span", { class: "under" }, under)));

const tiles = (o, sent) => {
  const done = sent.filter((t) => t.outcome === "succeeded" && t.key.startsWith("update/"));
  const last = done.at(-1);
  return [
    tile("Settled", o.contract ? "Block " + o.contract.number : "–", o.contract ? `of ${o.sealed} sealed, as L1's block ${o.contract.l1Block} says` : "L1 has not been read yet"),
    tile("Under way", String(o.blocks.length), "blocks that are not final on L1"),
    tile("Last update", last ? count(last.gasUsed) : "–", last ? `gas, ${cost(last.cost)}` : "none has been sent"),
    tile("Operator", o.balance ? cost(o.balance) : "–", h("code", { title: o.operator }, short(o.operator))),
  ];
};

// reasonOf is why a block is not further, if something is wrong.
const reasonOf = (b) => {
  const job = kinds.map(([kind]) => b.jobs[kind]).find((j) => j.status !== "Completed");
  return b.setAside ? "refused by the contract" : job?.reason?.text;
};

const blockRow = (sent) => (b) => {
  const t = sent.find((t) => t.hash === b.settled?.transaction);
  const why = reasonOf(b);
  return h("tr", {},
    h("td", {}, h("a", { href: "#/settlement/" + b.number, "data-focus": "open" }, String(b.number)), why && h("span", { class: "under why" }, why)),
    kinds.map(([kind]) => h("td", {}, told(b.jobs[kind]), b.jobs[kind].attempts > 1 && h("span", { class: "under" }, b.jobs[kind].attempts + " attempts"))),
    h("td", { class: "num" }, b.proofBytes ? bytes(b.proofBytes) : "–", b.calldataBytes && h("span", { class: "under" }, bytes(b.calldataBytes) + " calldata")),
    h("td", { class: "num" }, t ? count(t.gasUsed) : "–", t && h("span", { class: "under" }, cost(t.cost))),
    h("td", {}, way(stageOf(b))));
};

const sentRow = (t) => h("tr", {},
  h("td", { class: "num" }, String(t.nonce)),
  h("td", {}, h("code", {}, t.key.replace(/\/[0-9a-f]{16}$/, "")), h("span", { class: "under" }, hashOf(t))),
  h("td", {}, way(t.state), outcomeOf(t)),
  h("td", { class: "num" }, t.blockNumber ? String(t.blockNumber) : "–"),
  h("td", { class: "num" }, t.gasUsed ? count(t.gasUsed) : "–"),
  h("td", { class: "num" }, t.cost ? cost(t.cost) : "–", !t.cost && h("span", { class: "under" }, "at most " + cost(t.maxCost))),
  h("td", { class: "num" }, since(t.made), t.attempts.length > 1 && h("span", { class: "under" }, t.attempts.length + " times signed")));

const hashOf = (t) => {
  const hash = known(t.hash) ? t.hash : t.attempts.at(-1).hash;
  return h("code", { title: hash }, short(hash));
};

const outcomeOf = (t) => [t.outcome === "failed" && h("span", { class: "under why" }, "reverted"), t.outcome === "voided" && h("span", { class: "under" }, "voided"),
  t.troubleText && h("span", { class: "under why" }, t.troubleText),
  t.reorganisations > 0 && h("span", { class: "under" }, `${t.reorganisations} times taken back by a reorganisation of L1`)];

const sentTable = (body) => table("Transactions on L1", [["Nonce", "num"], ["For"], ["Way"], ["L1 block", "num"], ["Gas", "num"], ["Cost", "num"], ["Made", "num"]], body);

// every is how often the pages ask again, in milliseconds.
const every = 1500;

// overview is the page of the settler.
export async function overview(view) {
  const trouble = h("div", { class: "notices" }), top = h("dl", { class: "tiles" }), blocks = h("tbody", {}), sent = h("tbody", {});
  const none = h("p", { class: "empty" }, "Nothing has been sent yet.");
  const paint = async () => {
    const all = await ask();
    if (!all) throw new Error("This node brings no blocks to L1.");
    if (view.ended()) return;
    keyed(trouble, notices(all), (el) => el.textContent, () => "", (el) => el);
    set(top, tiles(all.overview, all.transactions));
    keyed(blocks, all.blocks, (b) => b.number, (b) => JSON.stringify([b, all.transactions.find((t) => t.hash === b.settled?.transaction)]), blockRow(all.transactions));
    keyed(sent, [...all.transactions].reverse(), (t) => t.key, (t) => JSON.stringify(t), sentRow);
    none.hidden = all.transactions.length > 0;
  };
  view.show(h("div", { class: "headline" }, h("h1", {}, "Settlement")), trouble, top,
    panel("Blocks", table("The last blocks, with the settler's jobs", [["Block"], ...kinds.map(([, name]) => [name]), ["Proof", "num"], ["Gas", "num"], ["On L1"]], blocks)),
    panel("Transactions on L1", none, sentTable(sent)));
  await paint();
  view.repeat(every, paint);
}

// block is the page of a block: each job with its history.
export async function block(view, number) {
  if (!/^\d{1,15}$/.test(number)) throw new Error("a block is named by its number");
  const trouble = h("div", { class: "notices" }), jobs = h("tbody", {}), past = h("tbody", {}), about = h("div", {}), sent = h("tbody", {});
  const history = panel("What went wrong on the way", table("Reasons, oldest first", [["When"], ["Job"], ["Reason"]], past));
  const sending = panel("Transactions on L1", sentTable(sent));
  let shown = "";
  const paint = async () => {
    const { block: b, transactions } = await ask("/blocks/" + number);
    const now = JSON.stringify([b, transactions]);
    if (view.ended() || now === shown) return;
    shown = now;
    set(trouble, b.setAside && refusal(b));
    set(jobs, kinds.map(([kind, name]) => jobRow(name, b.jobs[kind])));
    const reasons = kinds.flatMap(([kind, name]) => [...b.jobs[kind].past ?? [], ...b.jobs[kind].reason ? [b.jobs[kind].reason] : []].map((r) => [name, r]));
    set(past, reasons.sort(([, a], [, b]) => new Date(a.time) - new Date(b.time)).map(([name, r]) => h("tr", {},
      h("td", {}, clock(r.time)), h("td", {}, `${name}, ${r.phase}`), h("td", {}, r.text, r.code && h("span", { class: "under" }, r.code)))));
    history.hidden = reasons.length === 0;
    set(about, what(b));
    set(sent, transactions.map(sentRow));
    sending.hidden = transactions.length === 0;
  };
  view.show(h("div", { class: "headline" }, h("h1", {}, "Settlement of block " + number)), trouble,
    panel("Jobs", table("The block's jobs", [["Job"], ["State"], ["Attempts", "num"], ["Since", "num"], ["Reason"]], jobs)), sending, history,
    panel("What is known", about));
  await paint();
  view.repeat(every, paint);
}

const jobRow = (name, j) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, told(j)), h("td", { class: "num" }, String(j.attempts)),
  h("td", { class: "num" }, since(j.since)),
  h("td", {}, j.reason?.text, new Date(j.notBefore ?? 0) > Date.now() && h("span", { class: "under" }, "again at " + clock(j.notBefore))));

const what = (b) => facts(["Block", h("a", { href: "#/block/" + b.number }, String(b.number))], ["Hash", hex(b.hash)], ["State root", hex(b.root)],
  ["Prover's job", hex(b.proverJob)], ["Times proved", b.round ? String(b.round + 1) : null],
  ["Proof", known(b.proof) ? [hex(b.proof), b.proofBytes ? ", " + bytes(b.proofBytes) : ""] : null],
  ["Calldata", b.calldataBytes ? bytes(b.calldataBytes) : null],
  ["Blobs", b.blobs?.length ? b.blobs.map((v) => h("div", {}, hex(v))) : null], ["Most cost", b.maxCost ? eth(b.maxCost) : null],
  ["On L1", b.settled ? [way(b.settled.stage), `block ${b.settled.l1Block}, by `, hex(b.settled.transaction)] : way(stageOf(b))]);
