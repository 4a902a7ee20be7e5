// What there is to prove with: the server's machine, its backends, the workers.

import * as api from "./api.js";
import { facts, h, keyed, panel, set, table } from "./dom.js";
import { bytes, duration, shortID, since } from "./format.js";

export default function machines(_, page) {
  const machine = h("div", {}), backends = h("tbody", {}), workers = h("tbody", {}), error = h("div", { role: "alert" });
  const none = h("p", { class: "empty" }, "No worker was heard of lately: jobs wait.");
  const workerTable = table("Workers", [["Worker"], ["Backends"], ["Busy", "num"], ["Memory", "num wide"], ["Heard of", "num"], ["State"]], workers);

  page.every(3000, async (signal) => {
    const [hardware, stats] = await Promise.all([api.get("v1/hardware", signal), api.get("v1/stats", signal)]).catch((e) => {
      if (!page.signal.aborted) set(error, h("div", { class: "notice bad" }, h("p", {}, e.message)));
      throw e;
    });
    set(error);
    const { cpu, memory } = hardware;
    set(machine, facts(
      ["Processor", `${cpu.model || cpu.arch}, ${cpu.cores} of ${cpu.machine_cores} cores`],
      ["Features", (cpu.features ?? []).join(", ") || null],
      ["Cache", [cpu.l2_bytes && `L2 ${bytes(cpu.l2_bytes)}`, cpu.l3_bytes && `L3 ${bytes(cpu.l3_bytes)}`].filter(Boolean).join(", ")],
      ["Memory", `${bytes(memory.total_bytes)}, ${bytes(memory.available_bytes)} free` + (memory.group_limit_bytes ? `; the control group may have ${bytes(memory.group_limit_bytes)}` : "")],
      ["For proofs", memory.budget_bytes ? bytes(memory.budget_bytes) : null],
      ["Server", `version ${stats.version || "unknown"}, up ${duration(stats.uptime_seconds)}, ${stats.streams} event stream${stats.streams === 1 ? "" : "s"}`]));
    keyed(backends, hardware.backends ?? [], (b) => b.name, JSON.stringify, backend);
    none.hidden = hardware.workers.length > 0;
    workerTable.hidden = !hardware.workers.length;
    keyed(workers, hardware.workers, (w) => w.name, JSON.stringify, worker);
  });

  return [
    h("div", { class: "headline" }, h("h1", {}, "Machines")), error,
    panel("Workers", none, workerTable),
    h("div", { class: "grid" }, panel("This server", machine),
      panel("Backends here", table("Backends, the best first", [["Backend"], ["What it is"], ["Runs here"]], backends))),
  ];
}

function backend(b) {
  return h("tr", {}, h("th", { scope: "row" }, b.name), h("td", {}, b.about), h("td", {}, b.usable ? "yes" : ["no: ", h("small", {}, b.problem)]));
}

function worker(w) {
  const running = w.running ?? [];
  return h("tr", {},
    h("th", { scope: "row" }, w.name, w.host && w.host !== w.name && h("small", {}, " on ", w.host)),
    h("td", {}, (w.backends ?? []).join(", ")),
    h("td", { class: "num" }, running.length ? running.map((id) => [h("a", { href: "#/proofs/" + id }, shortID(id)), " "]) : "–", ` of ${w.slots}`),
    h("td", { class: "num wide" }, w.memory_bytes ? bytes(w.memory_bytes) : ""),
    h("td", { class: "num" }, since(w.seen_at)),
    h("td", {}, w.unhealthy ? h("span", { class: "state", "data-state": "failed" }, w.unhealthy) : h("span", { class: "state", "data-state": "succeeded" }, "takes jobs")));
}
