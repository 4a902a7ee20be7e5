// The form that verifies somebody's proof file.

import * as api from "./api.js";
import { facts, h, say, set } from "./dom.js";
import { bytes, duration, hex, percent, steps } from "./format.js";
import { codeLink } from "./jobs.js";

export default function verify(_, page) {
  const answer = h("div", { "aria-live": "polite" }), trouble = h("div", { role: "alert" });
  const file = h("input", { type: "file", id: "v-proof", name: "proof", required: true });
  const bits = h("input", { type: "number", id: "v-bits", name: "security_bits", min: 0, max: 256 });
  const regime = h("select", { id: "v-regime", name: "security_regime" },
    ["johnson", "unique", "conjectured"].map((v) => h("option", { value: v }, v)));
  const hash = h("input", { id: "v-hash", name: "program_hash", pattern: "0x[0-9a-fA-F]{1,64}", spellcheck: "false", placeholder: "0x…", class: "mono" });
  const version = h("select", { id: "v-version", name: "stone_version" }, h("option", { value: "" }, "v3 (default)"), h("option", { value: "v2" }, "v2"));
  const button = h("button", { type: "submit", class: "primary" }, "Verify");
  const form = h("form", { class: "panel", "aria-label": "Verification", onsubmit: send },
    h("div", { class: "fields" },
      h("div", { class: "field" }, h("label", { for: "v-proof" }, "Proof file"), file, h("small", {}, "Stone's JSON.")),
      h("div", { class: "field" }, h("label", { for: "v-hash" }, "Program hash (may be left out)"), hash, h("small", {}, "The program that must have run.")),
      h("div", { class: "field" }, h("label", { for: "v-bits" }, "Least security, bits (may be left out)"), bits, h("small", {}, "The server's own floor holds besides.")),
      h("div", { class: "field" }, h("label", { for: "v-regime" }, "Counted"), regime),
      h("div", { class: "field" }, h("label", { for: "v-version" }, "Version of Stone"), version)),
    h("p", {}, button), trouble, answer);

  async function send(e) {
    e.preventDefault();
    set(trouble);
    set(answer);
    const body = new FormData();
    body.append("proof", file.files[0]);
    for (const el of [bits, hash, version]) if (el.value) body.append(el.name, el.value);
    if (bits.value) body.append("security_regime", regime.value);
    button.disabled = true;
    try {
      const v = await api.sendForm("v1/verify", body, {}, (f) => set(answer, h("p", { class: "soft" }, f < 1 ? percent(f) + " sent" : "The server verifies…")), page.signal);
      set(answer, show(v));
      say(v.valid ? "The proof is valid" : "The proof is not valid");
    } catch (err) {
      if (page.signal.aborted) return;
      set(answer);
      set(trouble, h("div", { class: "notice bad" }, h("p", {}, err.message), err.hint && h("p", {}, err.hint), err.code && h("p", {}, codeLink(err.code))));
    }
    button.disabled = false;
  }

  return [h("div", { class: "headline" }, h("h1", {}, "Verify a proof")), form];
}

function show(v) {
  if (!v.valid) {
    const r = v.reason ?? {};
    return h("div", { class: "notice bad" }, h("p", {}, h("strong", {}, "Not valid: "), r.detail), r.where && h("p", {}, "Where: ", r.where),
      r.hint && h("p", {}, r.hint), r.code && h("p", {}, codeLink(r.code)));
  }
  const d = v.verdict;
  return h("div", { class: "notice good" }, h("p", {}, h("strong", {}, "Valid"), `, verified in ${duration(v.seconds)}`), facts(
    ["Program hash", hex(d.program_hash) ?? "the public memory specifies no program"],
    ["Output", (d.output ?? []).length ? h("ol", { class: "output", tabindex: 0, "aria-label": "Output" }, d.output.slice(0, 100).map((x) => h("li", {}, hex(x)))) : "none"],
    ["Output hash", hex(d.output_hash)],
    ["Run", `${d.layout}, ${steps(d.n_steps)} steps`],
    ["Security", Object.entries(d.security_bits).map(([name, n]) => `${name} ${n.toFixed(1)}`).join(", ") + " bits"],
    ["Proof", bytes(d.proof_bytes)]));
}
