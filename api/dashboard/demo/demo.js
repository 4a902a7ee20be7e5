// The way of a transfer as it goes: a picture of the stations, each with its figures, and
// all that was told. One stream of events feeds it.

import { facts, h, keyed, s, say, set, write } from "./dom.js";
import { bytes, count, duration, percent } from "./format.js";

const byID = (id) => document.getElementById(id);

// stations has what is known of each by its id; told all lines.
let stations = [];
const known = new Map(), told = [];
// last is the time of the story at a time of this page; ended whether it goes on.
let last = { story: 0, page: performance.now() }, ended = false, broken = false;

const words = { "": "not reached", active: "under way", passed: "done", broken: "failed" };
// looks are the colours of the stations' states.
const looks = { "": "queued", active: "running", passed: "succeeded", broken: "failed" };

function learn(list) {
  stations = list;
  for (const st of list) if (!known.has(st.id)) known.set(st.id, { ...st, state: "", figures: new Map(), links: new Map(), texts: [] });
}

// take adds an event to what is known.
function take(e) {
  last = { story: e.seconds, page: performance.now() };
  if (e.text) told.push(e);
  broken ||= e.state === "broken";
  const st = known.get(e.station);
  if (!st) return;
  st.began ??= e.seconds;
  if (e.text) st.texts.push(e.text);
  for (const f of e.figures ?? []) st.figures.set(f.key, f);
  for (const l of e.links ?? []) st.links.set(l.url, l);
  st.progress = e.progress ?? st.progress;
  st.times = e.times ?? st.times;
  if (e.state && e.state !== st.state) {
    st.state = e.state;
    st.ended = e.state === "active" ? undefined : e.seconds;
  }
  if (st.state !== "active") st.progress = null;
}

const figure = (f) => {
  switch (f.unit) {
  case "bytes": return bytes(f.value);
  case "gas": return count(f.value);
  case "id": return String(f.value);
  case "seconds": return duration(f.value);
  case "hash": return h("code", { title: f.value }, f.value.length > 20 ? f.value.slice(0, 10) + "…" + f.value.slice(-6) : f.value);
  }
  return typeof f.value === "number" ? count(f.value) : f.value;
};

function card(st) {
  const i = stations.findIndex((x) => x.id === st.id);
  // What is part of something else's step takes no time of its own.
  const time = st.ended - st.began >= 0.01 ? duration(st.ended - st.began) : null;
  return h("li", { class: "panel station", "data-state": st.state },
    h("h2", {}, `${i + 1}. ${st.title}`),
    h("p", { class: "soft" }, st.lane, " · ", h("span", { class: "state", "data-state": looks[st.state] }, words[st.state])),
    st.texts.length ? st.texts.map((t) => h("p", {}, t)) : h("p", { class: "soft" }, st.about),
    st.progress && [h("progress", { value: st.progress.fraction, max: 1, "aria-label": st.title }),
      h("p", { class: "soft" }, `${percent(st.progress.fraction)}, ${st.progress.stage}`)],
    facts(...[...st.figures.values()].map((f) => [f.name, figure(f)]), ["Time", time && h("span", { title: `from ${duration(st.began)} to ${duration(st.ended)} of the demo` }, time)]),
    st.times?.length > 0 && parts(st.times),
    st.links.size > 0 && h("p", { class: "row" }, [...st.links.values()].map((l, i) =>
      h("a", { href: l.url, target: "_blank", rel: "noopener", "data-focus": "link" + i }, l.name, h("span", { class: "sr" }, " (in a new tab)")))));
}

// parts shows how long each part took, as bars with their numbers.
function parts(times) {
  const most = Math.max(...times.map((t) => t.seconds));
  return h("details", { class: "plain" }, h("summary", { "data-focus": "parts" }, "Time by stage"), h("table", {},
    h("caption", { class: "sr" }, "Time by stage"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Stage"), h("th", { scope: "col", class: "num" }, "Time"))),
    h("tbody", {}, times.map((t) => h("tr", {}, h("th", { scope: "row" }, t.name, h("progress", { value: t.seconds, max: most, "aria-hidden": "true" })),
      h("td", { class: "num" }, duration(t.seconds)))))));
}

// The picture: three lanes, and the way through them.
const width = 1180, top = 34, laneHeight = 62, left = 96;

function picture() {
  const lanes = [...new Set(stations.map((st) => st.lane))];
  const step = (width - left - 80) / (stations.length - 1);
  const at = (st, i) => [left + 30 + i * step, top + lanes.indexOf(st.lane) * laneHeight];
  const points = stations.map(at);
  const now = stations.filter((st) => known.get(st.id).state !== "").length;
  const line = (list, cls) => list.length > 1 && s("polyline", { points: list.map((p) => p.join()).join(" "), class: cls });
  const current = stations.findLast((st) => known.get(st.id).state !== "");
  const label = `The way through ${stations.length} stations: ${stations.map((st) => st.title).join(", ")}. ` +
    (current ? `It has come to ${current.title}, ${words[known.get(current.id).state]}.` : "It has not begun.");
  return s("svg", { viewBox: `0 0 ${width} ${top + lanes.length * laneHeight}`, class: "chart journey-map", role: "img", "aria-label": label },
    lanes.map((lane, i) => [s("line", { x1: left, x2: width, y1: top + i * laneHeight, y2: top + i * laneHeight, class: "axis" }),
      s("text", { x: 0, y: top + i * laneHeight + 4 }, lane)]),
    line(points, "way-ahead"), line(points.slice(0, now), "way-gone"),
    stations.map((st, i) => {
      const [x, y] = points[i];
      return s("g", { "data-state": known.get(st.id).state }, s("circle", { cx: x, cy: y, r: 11 }), s("text", { x, y: y + 4, class: "number" }, String(i + 1)),
        s("text", { x, y: y + 28, class: "title" }, st.title));
    }));
}

function paint() {
  set(byID("picture"), picture());
  keyed(byID("stations"), stations.map((st) => known.get(st.id)), (st) => st.id,
    (st) => JSON.stringify([st.state, st.texts, [...st.figures.values()], [...st.links.values()], st.progress, st.times, st.ended]), card);
  const list = byID("events"), low = list.scrollTop + list.clientHeight > list.scrollHeight - 20;
  keyed(list, told.map((e, i) => [e, i]), ([, i]) => i, () => "", ([e]) => h("li", {},
    h("span", { class: "soft" }, duration(Math.round(e.seconds * 10) / 10), e.who && ", " + e.who), h("span", {}, e.text)));
  if (low) list.scrollTop = list.scrollHeight;
}

function tick() {
  const seconds = last.story + (ended ? 0 : (performance.now() - last.page) / 1000);
  write(byID("clock"), told.length || ended ? `${broken ? "failed after" : ended ? "done in" : "running for"} ${duration(ended ? Number(seconds.toFixed(1)) : Math.floor(seconds))}` : "");
}
setInterval(tick, 500);

// linked shows whether the demo goes on telling.
function linked(state, text) {
  byID("link").dataset.state = state;
  write(byID("link"), text);
}

// Several events that come at once are painted once.
let waiting = 0;
function soon() {
  waiting ||= requestAnimationFrame(() => {
    waiting = 0;
    paint();
    tick();
  });
}

const source = new EventSource("events");
source.addEventListener("stations", (m) => { learn(JSON.parse(m.data)); linked("live", "live"); soon(); });
source.addEventListener("message", (m) => {
  const e = JSON.parse(m.data);
  take(e);
  if (e.state === "passed" || e.state === "broken") say(`${known.get(e.station)?.title}: ${words[e.state]}`);
  soon();
});
source.addEventListener("end", () => {
  source.close();
  ended = true;
  linked("live", broken ? "failed" : "done");
  soon();
});
source.addEventListener("error", () => linked("lost", "not connected"));
