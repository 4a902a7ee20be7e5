// The form that submits a proof: a program, or Stone's files.

import * as api from "./api.js";
import { h, say, set, table } from "./dom.js";
import { about, bytes, percent, steps } from "./format.js";
import { codeLink } from "./jobs.js";

const layouts = ["plain", "small", "dex", "perpetual", "recursive", "recursive_large_output", "recursive_with_poseidon", "dex_with_bitwise", "starknet", "starknet_with_keccak", "all_solidity"];

// files of the two kinds of tasks: [part, name, required, help]
const files = {
  program: [
    ["program", "Program", true, "Compiled Cairo 0 (--proof_mode), or a Cairo 1 executable, in JSON."],
    ["program_input", "Input", false, "Cairo 0: JSON, which hints see as program_input."],
    ["arguments", "Arguments", false, "Cairo 1: a JSON array of numbers."],
  ],
  stone: [
    ["public_input", "Public input", true, "public_input.json of cairo-run."],
    ["private_input", "Private input", true, "private_input.json; paths in it are not read."],
    ["trace", "Trace", true, "trace.bin"],
    ["memory", "Memory", true, "memory.bin"],
    ["prover_config", "Prover config", false, "cpu_air_prover_config.json"],
  ],
};

const option = (value, name, selected) => h("option", { value, selected }, name ?? value);

function field(name, label, input, help) {
  const id = "s-" + name;
  input.id = id;
  input.name = name;
  if (help) input.setAttribute("aria-describedby", id + "-help");
  return h("div", { class: "field" }, h("label", { for: id }, label), input, help && h("small", { id: id + "-help" }, help));
}

const fileField = ([part, label, required, help]) =>
  field(part, label + (required ? "" : " (may be left out)"), h("input", { type: "file", required }), help);

export default function submit(_, page) {
  const answer = h("div", { "aria-live": "polite" }), trouble = h("div", { role: "alert" });
  const sending = h("progress", { max: 1, value: 0, "aria-label": "Upload", hidden: true });
  const parts = h("div", { class: "fields" }), layout = h("select", {}, option("auto", "auto: the cheapest that fits"), layouts.map((l) => option(l)));
  const layoutField = field("layout", "Layout", layout, "Which builtins the run may use, and how often.");
  const backend = h("select", {}, option("", "the best that a worker has"));
  const parameters = h("input", { type: "file", onchange: () => { chosen.disabled = parameters.files.length > 0; } });
  const chosen = h("fieldset", {}, h("legend", {}, "Security"), h("div", { class: "fields" },
    field("security_bits", "Bits", h("input", { type: "number", min: 1, max: 256, placeholder: "80" }), "The least security of the proof."),
    field("security_regime", "Counted", h("select", {}, option("", "default: proven, Johnson bound"), option("johnson", "proven, up to the Johnson bound"),
      option("unique", "proven, by unique decoding"), option("conjectured", "conjectured")), null),
    field("preset", "For the verifier", h("select", {}, option("", "Stone's (default)"), option("integrity", "Integrity, on Starknet"), option("starkex", "StarkWare's, on Ethereum")), null)));
  const buttons = h("p", { class: "row" },
    h("button", { type: "submit", class: "primary", value: "submit" }, "Submit"),
    h("button", { type: "submit", value: "estimate" }, "Estimate first"));
  const kinds = h("fieldset", {}, h("legend", {}, "What is to be proved"),
    h("div", { class: "row" }, [["program", "A program, which Quarry runs"], ["stone", "A run, as Stone's input files"]].map(([value, name], i) =>
      h("label", {}, h("input", { type: "radio", name: "kind", value, checked: i === 0, onchange: () => choose(value) }), name))), parts);
  const form = h("form", { class: "panel", "aria-label": "A proof", onsubmit: send, novalidate: true },
    kinds,
    h("fieldset", {}, h("legend", {}, "The proof"), h("div", { class: "fields" }, layoutField,
      field("stone_version", "Version of Stone", h("select", {}, option("", "v3 (default)"), option("v2", "v2")), "Proofs are its, byte for byte."),
      field("parameters", "Parameter file (may be left out)", parameters, "Stone's cpu_air_params.json, instead of a wish for security."))),
    chosen,
    h("details", {}, h("summary", {}, "More"), h("div", { class: "fields" },
      field("backend", "Backend", backend, null),
      field("priority", "Priority", h("input", { type: "number", min: 0, max: 9, value: 5 }), "0 to 9; higher runs first."),
      field("max_steps", "Most steps", h("input", { type: "number", min: 1 }), "A program that takes more fails."),
      field("deadline", "Deadline", h("input", { type: "datetime-local" }), "A job that is not finished by then expires."),
      field("name", "Name", h("input", { maxlength: 256, spellcheck: "false" }), "The label name, for lists."),
      field("webhook", "Webhook", h("input", { type: "url", placeholder: "https://" }), "Is told of the end."),
      field("annotations", "Annotations", h("select", {}, option("", "no"), option("true", "in the proof file")), null))),
    trouble, sending, buttons, answer);
  let kind = "program", busy = null;

  choose(kind);
  api.get("v1/hardware", page.signal).then((hardware) => {
    for (const b of hardware.backends) backend.append(option(b.name, `${b.name}: ${b.about}`));
  }, () => {});

  function choose(value) {
    kind = value;
    set(parts, files[kind].map(fileField));
    layoutField.hidden = kind === "stone";
  }

  // body is the form as the API takes it: what is empty is left out.
  function body() {
    const out = new FormData();
    const labels = {};
    for (const el of form.elements) {
      if (!el.name || el.name === "kind" || el.matches(":disabled") || el.closest("[hidden]")) continue;
      if (el.type === "file") {
        if (el.files[0]) out.append(el.name, el.files[0]);
      } else if (el.name === "name") {
        if (el.value.trim()) labels.name = el.value.trim();
      } else if (el.name === "deadline") {
        if (el.value) out.append("deadline", new Date(el.value).toISOString());
      } else if (el.value) out.append(el.name, el.value);
    }
    if (labels.name) out.append("labels", JSON.stringify(labels));
    return out;
  }

  async function send(e) {
    e.preventDefault();
    const estimate = e.submitter?.value === "estimate";
    set(answer);
    set(trouble);
    for (const el of form.querySelectorAll("[aria-invalid]")) el.removeAttribute("aria-invalid");
    const wrong = [...form.elements].filter((el) => el.willValidate && !el.closest("[hidden]") && !el.checkValidity());
    if (wrong.length) {
      for (const el of wrong) el.setAttribute("aria-invalid", "true");
      blame(wrong[0], wrong.map((el) => `${name(el)}: ${el.validationMessage}`));
      return;
    }
    if (busy) return;
    busy = new AbortController();
    for (const b of buttons.children) b.disabled = true;
    sending.hidden = false;
    try {
      const progress = (f) => { sending.value = f; if (f === 1) set(answer, h("p", { class: "soft" }, "The server looks at it…")); else set(answer, h("p", { class: "soft" }, percent(f) + " sent")); };
      const signal = AbortSignal.any([busy.signal, page.signal]);
      if (estimate) showEstimate(await api.sendForm("v1/estimate", body(), {}, progress, signal));
      else {
        const job = await api.sendForm("v1/proofs", body(), { "Idempotency-Key": token() }, progress, signal);
        say("Submitted");
        location.hash = "#/proofs/" + job.id;
      }
    } catch (e) {
      if (!page.signal.aborted) refused(e);
    }
    busy = null;
    sending.hidden = true;
    for (const b of buttons.children) b.disabled = false;
  }

  const name = (el) => form.querySelector(`label[for="${el.id}"]`)?.textContent ?? el.name;

  function blame(el, lines) {
    set(trouble, h("div", { class: "notice bad" }, lines.map((line) => h("p", {}, line))));
    const details = el?.closest("details");
    if (details) details.open = true;
    el?.focus();
  }

  // refused shows an error, and goes to the field that it is about.
  function refused(e) {
    set(answer);
    const wheres = [e.where, ...e.errors.map((x) => x.where)].join(" ");
    const el = [...form.elements].find((el) => el.name && new RegExp(`\\b${el.name}\\b`).test(wheres));
    el?.setAttribute("aria-invalid", "true");
    blame(el, [e.message, ...e.errors.map((x) => `${x.where}: ${x.detail}`), e.hint, e.code && codeLink(e.code)].filter(Boolean));
  }

  function showEstimate(x) {
    set(answer, h("div", { class: "notice good" }, h("p", {}, h("strong", {}, "Estimate. "),
      x.steps_known ? "The steps are those of the inputs." : "Nobody knows before the run how many steps a program takes: they are assumed."),
      table("What a proof would take", [["Layout"], ["Steps", "num"], ["Memory", "num"], ["Time", "num"], ["Security", "num wide"], ["Here"]],
        h("tbody", {}, x.layouts.map(layoutRow)))));
    say("The estimate is there");
  }

  return [h("div", { class: "headline" }, h("h1", {}, "Submit a proof")), form,
    h("p", { class: "soft" }, "Stone's proofs are not zero-knowledge: do not prove secrets with the hope that the proof hides them.")];
}

function layoutRow(l) {
  const johnson = l.security_bits?.johnson;
  return h("tr", {}, h("th", { scope: "row" }, l.layout), h("td", { class: "num" }, steps(l.n_steps)),
    h("td", { class: "num" }, l.peak_bytes ? bytes(l.peak_bytes) : "–"),
    h("td", { class: "num" }, l.time ? about(l.time.seconds) : "not measured yet"),
    h("td", { class: "num wide" }, johnson ? johnson.toFixed(0) + " bits" : ""),
    h("td", {}, l.fits ? "fits" : l.problem?.detail ?? "does not fit"));
}

// token makes a key under which sending the form twice makes one job.
function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
