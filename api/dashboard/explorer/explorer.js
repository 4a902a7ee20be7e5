// The explorer: blocks, transactions with their journey, accounts, settlement. All that
// it shows comes from the node's JSON-RPC, but for a block's way to L1.

import { complain, facts, h, panel, say, set, table, write } from "./dom.js";
import { clock, hex, since } from "./format.js";
import { eth, short } from "./amounts.js";
import { rpc, subscribe, stagesOf } from "./chain.js";
import * as settlement from "./settlement.js";

const main = document.getElementById("main");
const token = "0x49d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7";
const balanceOf = "0x35a73cd311a05d46deda634c5ee045db92f811b4e74bca4437fcb5302b7af33";

const blockLink = (n) => h("a", { href: "#/block/" + n, "data-focus": "open" }, String(n));
const transactionLink = (hash) => h("a", { href: "#/transaction/" + hash, title: hash }, h("code", {}, short(hash)));
const accountLink = (address) => h("a", { href: "#/account/" + address, title: address }, h("code", {}, short(address)));

const time = (seconds) => since(new Date(seconds * 1000).toISOString());

// mostBlocks are shown on the first page.
const mostBlocks = 25;

async function overview(view) {
  const body = h("tbody", {});
  const shown = [];
  const paint = () => set(body, shown.map((b) => h("tr", {},
    h("td", {}, blockLink(b.block_number)), h("td", { class: "wide" }, hex(short(b.block_hash))),
    h("td", { class: "num" }, String(b.transaction_count ?? b.transactions?.length ?? 0)), h("td", { class: "num" }, time(b.timestamp)))));
  view.show(h("h1", {}, "Blocks"), table("The latest blocks", [["Block"], ["Hash", "wide"], ["Transactions", "num"], ["When", "num"]], body));
  const head = await rpc("starknet_blockNumber");
  for (let n = head; n >= 0 && n > head - mostBlocks; n--) {
    shown.push(await rpc("starknet_getBlockWithTxHashes", [{ block_number: n }]));
    if (view.ended()) return;
  }
  paint();
  view.every("starknet_subscribeNewHeads", [], async (header) => {
    if (shown.some((b) => b.block_hash === header.block_hash)) return;
    const b = await rpc("starknet_getBlockWithTxHashes", [{ block_number: header.block_number }]);
    const kept = shown.filter((old) => old.block_number < b.block_number);
    shown.splice(0, shown.length, b, ...kept.slice(0, mostBlocks - 1));
    paint();
  });
}

async function block(view, number) {
  if (!/^\d{1,15}$/.test(number)) throw new Error("a block is named by its number");
  const n = Number(number);
  const b = await rpc("starknet_getBlockWithReceipts", [{ block_number: n }]);
  const rows = b.transactions.map(({ transaction, receipt }) => h("tr", {},
    h("td", {}, transactionLink(receipt.transaction_hash)), h("td", {}, transaction.type),
    h("td", {}, receipt.execution_status === "REVERTED" ? "reverted" : "done"), h("td", { class: "num" }, eth(receipt.actual_fee.amount))));
  const way = h("div", {});
  view.show(h("h1", {}, "Block " + n),
    panel("Header", facts(["Hash", hex(b.block_hash)], ["Parent", hex(b.parent_hash)], ["State root", hex(b.new_root)],
      ["Time", clock(b.timestamp * 1000)], ["Sequencer", accountLink(b.sequencer_address)],
      ["Before", n > 0 ? h("a", { href: "#/block/" + (n - 1) }, "Block " + (n - 1)) : null],
      ["Settlement", n > 0 && await settles ? h("a", { href: "#/settlement/" + n }, "Jobs and transactions on L1") : null])),
    panel("Way to L1", way),
    panel("Transactions", table("The block's transactions", [["Transaction"], ["Type"], ["Outcome"], ["Fee", "num"]], h("tbody", {}, rows))));
  view.repeat(2000, async () => set(way, await journeyOf(n, [])));
}

// journeyOf lists the stages that a block has come to, after those before it.
async function journeyOf(number, before) {
  const f = number > 0 ? await stagesOf(number) : { stage: "sealed", since: {} };
  const rows = [...before, ["sealed", "in a block that is agreed on"]];
  for (const [stage, text] of [
    ["proving", "the prover has it" + (f.job ? ", as job " + f.job : "")], ["proved", "there is a verified proof"],
    ["l1_submitted", "sent to L1"], ["l1_included", "on L1" + (f.l1_block ? ", in its block " + f.l1_block : "")],
    ["l1_safe", "that block is safe"], ["l1_finalized", "that block is final"],
  ]) {
    if (f.since?.[stage]) rows.push([stage, text, f.since[stage], stage === "l1_submitted" && hashText(f.l1_transaction)]);
  }
  return h("ol", { class: "journey" }, rows.map(([stage, text, at, detail]) =>
    h("li", {}, h("strong", {}, stage), " – ", text, at && [", ", clock(at)], detail && [" ", hex(detail)])));
}

const hashText = (bytes) => bytes?.length ? "0x" + bytes.map((b) => b.toString(16).padStart(2, "0")).join("") : null;

const stages = [
  ["RECEIVED", "the mempool has it, on disk"], ["CANDIDATE", "taken for the next block"],
  ["PRE_CONFIRMED", "in the block that is being built"], ["ACCEPTED_ON_L2", "in a sealed block"],
];

async function transaction(view, hash) {
  const t = await rpc("starknet_getTransactionByHash", [hash]);
  const way = h("div", {}), outcome = h("div", {});
  view.show(h("h1", {}, "Transaction"),
    panel("What it is", facts(["Hash", hex(hash)], ["Type", t.type], ["From", t.sender_address && accountLink(t.sender_address)],
      ["Contract", t.contract_address && accountLink(t.contract_address)], ["Nonce", String(Number(t.nonce))])),
    panel("Journey", way), panel("Outcome", outcome));
  const look = async () => {
    const status = await rpc("starknet_getTransactionStatus", [hash]);
    const at = stages.findIndex(([name]) => name === status.finality_status);
    const passed = stages.slice(0, (at < 0 ? stages.length : at + 1));
    if (!status.execution_status) {
      set(way, h("ol", { class: "journey" }, passed.map(([name, text]) => h("li", {}, h("strong", {}, name), " – ", text))));
      set(outcome, h("p", {}, "There is none yet."));
      return;
    }
    const r = await rpc("starknet_getTransactionReceipt", [hash]);
    const sealed = r.block_hash !== undefined;
    set(way, sealed ? await journeyOf(r.block_number, passed)
      : h("ol", { class: "journey" }, passed.map(([name, text]) => h("li", {}, h("strong", {}, name), " – ", text))));
    set(outcome, facts(["Status", status.finality_status], ["Execution", r.execution_status], ["Reason", r.revert_reason],
      ["Block", sealed ? blockLink(r.block_number) : "not sealed yet"], ["Fee", eth(r.actual_fee.amount)]),
    table("Transfers", [["From"], ["To"], ["Amount", "num"]], h("tbody", {}, r.events.filter((e) => e.keys.length === 3 && e.data.length === 2).map((e) =>
      h("tr", {}, h("td", {}, accountLink(e.keys[1])), h("td", {}, accountLink(e.keys[2])), h("td", { class: "num" }, eth(e.data)))))));
  };
  view.repeat(2000, look);
  view.every("starknet_subscribeTransactionStatus", [hash], look);
}

async function account(view, address) {
  const holds = h("div", {}), moves = h("tbody", {});
  view.show(h("h1", {}, "Account"), panel("What it has", holds),
    panel("Movements", table("The account's latest movements", [["Block"], ["Amount", "num"], ["Other side"], ["Transaction"]], moves)));
  view.repeat(3000, async () => {
    const at = "pre_confirmed";
    const balance = await rpc("starknet_call", [{ contract_address: token, entry_point_selector: balanceOf, calldata: [address] }, at]);
    const nonce = await rpc("starknet_getNonce", [at, address]).catch((e) => { if (e.code === 20) return null; throw e; });
    set(holds, facts(["Address", hex(address)], ["Balance", eth(balance)], ["Nonce", nonce === null ? "not deployed" : String(Number(nonce))]));
    set(moves, (await movements(address)).map((m) => h("tr", {}, h("td", {}, blockLink(m.block_number)),
      h("td", { class: "num" }, (same(m.keys[1], address) ? "−" : "+") + eth(m.data)),
      h("td", {}, accountLink(same(m.keys[1], address) ? m.keys[2] : m.keys[1])), h("td", {}, transactionLink(m.transaction_hash)))));
  });
}

const same = (a, b) => BigInt(a) === BigInt(b);
const transferEvent = "0x99cd8bde557814842a3121e8ddfd433a539b8c9f14bf31ebf108d12e6196e9";
// mostMovements are shown, of the last searched blocks.
const mostMovements = 50, searched = 5000;

async function movements(address) {
  const from = Math.max(0, await rpc("starknet_blockNumber") - searched);
  const seen = new Map();
  for (const keys of [[[transferEvent], [address]], [[transferEvent], [], [address]]]) {
    const page = await rpc("starknet_getEvents", [{ from_block: { block_number: from }, to_block: "latest", address: token, keys, chunk_size: 1000 }]);
    for (const e of page.events) seen.set([e.block_number, e.transaction_index, e.event_index].join(), e);
  }
  return [...seen.values()].sort((a, b) => b.block_number - a.block_number || b.transaction_index - a.transaction_index || b.event_index - a.event_index)
    .slice(0, mostMovements);
}

const pages = [[/^\/?$/, overview, "Blocks"], [/^\/block\/([^/]+)$/, block, "Block"],
  [/^\/transaction\/(0x[0-9a-fA-F]{1,64})$/, transaction, "Transaction"], [/^\/account\/(0x[0-9a-fA-F]{1,64})$/, account, "Account"],
  [/^\/settlement$/, settlement.overview, "Settlement"], [/^\/settlement\/([^/]+)$/, settlement.block, "Settlement of a block"]];

let ending = new AbortController();

// linked shows whether the node answers.
function linked(error) {
  const el = document.getElementById("link");
  el.dataset.state = error ? "lost" : "live";
  write(el, error ? "not connected" : "live");
}

async function go(moved) {
  ending.abort();
  ending = new AbortController();
  const { signal } = ending;
  const path = location.hash.replace(/^#/, "");
  const found = pages.find(([pattern]) => pattern.test(path));
  for (const a of document.querySelectorAll("nav a")) {
    const own = a.getAttribute("href").slice(1);
    if (own === (path || "/")) a.setAttribute("aria-current", "page");
    else if (own !== "/" && path.startsWith(own + "/")) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
  document.title = (found ? found[2] : "Not found") + " – Quarry explorer";
  const guarded = async (work) => {
    try {
      await work();
      if (!signal.aborted) linked(null);
    } catch (e) {
      if (!signal.aborted && e.code === undefined) linked(e);
      else if (!signal.aborted) complain(e.message);
    }
  };
  const view = {
    ended: () => signal.aborted,
    show: (...elements) => { if (!signal.aborted) set(main, elements); },
    every: (method, params, hear) => subscribe(method, params, (result) => guarded(() => hear(result)), signal),
    repeat: (ms, work) => {
      const again = async () => { if (!document.hidden) await guarded(work); if (!signal.aborted) timer = setTimeout(again, ms); };
      let timer = 0;
      signal.addEventListener("abort", () => clearTimeout(timer));
      again();
    },
  };
  try {
    if (!found) throw new Error("There is no such page.");
    await found[1](view, found[0].exec(path)[1]);
    if (!signal.aborted) linked(null);
  } catch (e) {
    view.show(h("h1", {}, "Not found"), h("p", {}, e.message), h("p", {}, h("a", { href: "#/" }, "All blocks")));
  }
  if (moved && !signal.aborted) {
    main.focus({ preventScroll: true });
    say(document.title);
  }
}

// Find goes where the text belongs: numbers are blocks, what is known as a transaction
// is one, all else is an account.
document.getElementById("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = document.getElementById("what").value.trim();
  if (/^\d+$/.test(text)) location.hash = "#/block/" + text;
  else if (!/^0x[0-9a-fA-F]{1,64}$/.test(text)) complain("That is no block number, and no hash or address.");
  else location.hash = await rpc("starknet_getTransactionByHash", [text]).then(() => "#/transaction/", () => "#/account/") + text;
});

// settles resolves to whether the node brings blocks to L1.
const settles = settlement.ask().then((all) => all !== null, () => false);
settles.then((yes) => { document.getElementById("settles").hidden = !yes; });

addEventListener("hashchange", () => go(true));
go(false);
