// The frame of the pages: which one is shown, the key, the colours, the link.

import * as api from "./api.js";
import { h, say, set, write } from "./dom.js";
import overview from "./overview.js";
import proofs from "./proofs.js";
import proof from "./proof.js";
import submit from "./submit.js";
import verify from "./verify.js";
import machines from "./machines.js";

const main = document.getElementById("main");
const byID = (id) => document.getElementById(id);

// A page is a function of (argument, context) that returns its elements. It ends
// with context.signal, and asks for repeated work with context.every.
const pages = [
  [/^\/?$/, overview, "Overview"],
  [/^\/proofs$/, proofs, "Proofs"],
  [/^\/proofs\/([^/]+)$/, proof, "Proof"],
  [/^\/submit$/, submit, "Submit"],
  [/^\/verify$/, verify, "Verify"],
  [/^\/machines$/, machines, "Machines"],
];

let ending = new AbortController();

function show(moved) {
  ending.abort();
  ending = new AbortController();
  const { signal } = ending;
  const [path, query] = location.hash.replace(/^#/, "").split("?");
  const found = pages.find(([pattern]) => pattern.test(path));
  const title = found ? found[2] : "Not found";
  document.title = title + " – Quarry";
  for (const a of document.querySelectorAll("nav a")) {
    const own = a.getAttribute("href").slice(1);
    const here = own === path || own === "/" && path === "" || own === "/proofs" && path.startsWith("/proofs/");
    if (here) a.setAttribute("aria-current", own === path || path === "" ? "page" : "true");
    else a.removeAttribute("aria-current");
  }
  const context = {
    signal, query: new URLSearchParams(query), every: (ms, work) => repeat(ms, work, signal),
    title: (text) => { document.title = text + " – Quarry"; },
  };
  const argument = found && decodeURIComponent(found[0].exec(path)[1] ?? "");
  set(main, found ? found[1](argument, context) : [h("h1", {}, "There is no such page"), h("p", {}, h("a", { href: "#/" }, "Overview"))]);
  if (moved) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
    say(title);
  }
}

// repeat works now and again, not while the page is hidden or the work goes on.
function repeat(ms, work, signal) {
  let timer = 0, busy = false;
  const go = async () => {
    clearTimeout(timer);
    if (signal.aborted || busy) return;
    if (!document.hidden) {
      busy = true;
      try {
        await work(signal);
        linked("live");
      } catch (e) {
        if (!signal.aborted) linked("lost", e);
      }
      busy = false;
    }
    if (!signal.aborted) timer = setTimeout(go, ms);
  };
  document.addEventListener("visibilitychange", go, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  go();
  return go;
}

// linked shows whether the server answers.
function linked(state, error) {
  const el = byID("link");
  el.dataset.state = state;
  write(el, state === "live" ? "live" : error?.status === 401 ? "needs a key" : error?.status ? "refused" : "not connected");
  el.title = error ? error.message : "";
}

// The key.
const dialog = byID("keydialog");
const openKey = () => { byID("keyfield").value = ""; if (!dialog.open) dialog.showModal(); };
byID("key").addEventListener("click", openKey);
byID("keycancel").addEventListener("click", () => dialog.close());
byID("keyforget").addEventListener("click", () => { api.key.set(""); dialog.close(); });
byID("keyform").addEventListener("submit", () => { if (byID("keyfield").value.trim()) api.key.set(byID("keyfield").value.trim()); });
addEventListener("quarry:key", () => { named(); show(false); say(api.key.get() ? "The key is in use" : "The key is forgotten"); });
// The dialog comes by itself once; whoever closes it finds the button.
let asked = false;
addEventListener("quarry:locked", () => {
  if (asked) return;
  asked = true;
  openKey();
});
const named = () => write(byID("key"), api.key.get() ? "API key: set" : "API key");

// The colours.
const theme = byID("theme");
theme.value = localStorage.getItem("quarry.theme") ?? "";
const paint = () => { document.documentElement.dataset.theme = theme.value; };
theme.addEventListener("change", () => { localStorage.setItem("quarry.theme", theme.value); paint(); });

paint();
named();
addEventListener("hashchange", () => show(true));
show(false);
api.get("v1/stats").then((stats) => write(byID("version"), stats.version ? "Quarry " + stats.version : ""), () => {});
