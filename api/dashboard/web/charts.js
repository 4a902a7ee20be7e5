// Plots, drawn as SVG. Each is a figure with a caption, and with its numbers as a
// table for those who can't see it.

import { h, s, set, table } from "./dom.js";
import { count, duration, steps } from "./format.js";

// figure draws again whenever its width changes.
function figure(caption, draw, legend, numbers) {
  const box = h("div", {});
  let width = 0;
  new ResizeObserver(([entry]) => {
    const w = Math.round(entry.contentRect.width);
    if (w && w !== width) requestAnimationFrame(() => set(box, draw(width = w)));
  }).observe(box);
  return h("figure", {}, h("figcaption", {}, caption), box, legend,
    numbers && h("details", { class: "plain" }, h("summary", {}, "Numbers"), numbers));
}

function chart(width, height, label, ...children) {
  return s("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label }, children);
}

// swatch is a legend's mark.
const swatch = (cls) => s("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, s("rect", { width: 10, height: 10, rx: 2, class: cls }));

// legend lists [class, text].
const legend = (entries) => h("ul", { class: "legend" }, entries.map(([cls, text]) => h("li", {}, swatch(cls), text)));

// nice is the least of 1, 2, 5 times a power of ten that is not below n.
function nice(n) {
  const p = 10 ** Math.floor(Math.log10(Math.max(n, 1)));
  return [1, 2, 5, 10].map((m) => m * p).find((v) => v >= n);
}

// bars shows how many things there were in each stretch of time. buckets are
// {label, long, values}, series [name, class].
export function bars(caption, buckets, series) {
  const total = (b) => b.values.reduce((a, v) => a + v, 0);
  const top = Math.max(1, nice(Math.max(...buckets.map(total))));
  const all = buckets.reduce((a, b) => a + total(b), 0);
  const draw = (width) => {
    const height = 170, left = 34, bottom = 20, inner = height - bottom - 8;
    const step = (width - left) / buckets.length;
    const every = Math.ceil(buckets.length / Math.max(1, Math.floor((width - left) / 64)));
    const y = (v) => 8 + inner * (1 - v / top);
    return chart(width, height, `${caption}: ${all} in all`,
      [0, top / 2, top].filter(Number.isInteger).map((v) => [
        s("line", { class: "axis", x1: left, x2: width, y1: y(v), y2: y(v) }),
        s("text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, count(v))]),
      buckets.map((b, i) => {
        let sum = 0;
        return [b.values.map((v, k) => {
          if (!v) return null;
          const rect = s("rect", { class: "mark " + series[k][1], x: left + i * step + step * .12, width: Math.max(1, step * .76),
            y: y(sum + v), height: y(sum) - y(sum + v) }, s("title", {}, `${b.long}: ${v} ${series[k][0]}`));
          sum += v;
          return rect;
        }), i % every ? null : s("text", { x: left + (i + .5) * step, y: height - 5, "text-anchor": "middle" }, b.label)];
      }));
  };
  const rows = h("tbody", {}, buckets.filter(total).map((b) =>
    h("tr", {}, h("th", { scope: "row" }, b.long), b.values.map((v) => h("td", { class: "num" }, v)))));
  return figure(caption, draw, legend(series.map(([name, cls]) => [cls, name])),
    table(caption, [["When"], ...series.map(([name]) => [name, "num"])], rows));
}

// shapes tell the groups of a scatter plot apart without colour.
const shapes = [
  (x, y) => s("circle", { cx: x, cy: y, r: 4.5 }),
  (x, y) => s("rect", { x: x - 4, y: y - 4, width: 8, height: 8 }),
  (x, y) => s("path", { d: `M${x} ${y - 5.5}l5.5 9.5h-11z` }),
  (x, y) => s("path", { d: `M${x} ${y - 5.5}l5.5 5.5-5.5 5.5-5.5-5.5z` }),
  (x, y) => s("path", { d: `M${x - 5} ${y - 4}h10l-5 9z` }),
];

// scatter shows the time of proofs by the steps of their runs, both as powers.
// points are {x, y, group, title}.
export function scatter(caption, points) {
  const groups = [...new Set(points.map((p) => p.group))].sort();
  const cls = (g) => "fill-" + groups.indexOf(g) % 10;
  const shape = (g, x, y) => shapes[groups.indexOf(g) % shapes.length](x, y);
  const [x0, x1] = bounds(points.map((p) => p.x), 2), [y0, y1] = bounds(points.map((p) => p.y), 10);
  const draw = (width) => {
    const height = 230, left = 62, bottom = 36, right = 12;
    const px = (v) => left + (width - left - right) * (Math.log(v / x0) / Math.log(x1 / x0));
    const py = (v) => 8 + (height - bottom - 8) * (1 - Math.log(v / y0) / Math.log(y1 / y0));
    return chart(width, height, `${caption}: ${points.length} proofs`,
      powers(x0, x1, 2, 8).map((v) => [
        s("line", { class: "axis", x1: px(v), x2: px(v), y1: 8, y2: height - bottom }),
        s("text", { x: px(v), y: height - bottom + 16, "text-anchor": "middle" }, steps(v))]),
      powers(y0, y1, 10, 6).map((v) => [
        s("line", { class: "axis", x1: left, x2: width - right, y1: py(v), y2: py(v) }),
        s("text", { x: left - 6, y: py(v) + 4, "text-anchor": "end" }, `${count(v)} s`)]),
      s("text", { x: width - right, y: height - 3, "text-anchor": "end" }, "steps of the run"),
      points.map((p) => {
        const mark = shape(p.group, px(p.x), py(p.y));
        mark.setAttribute("class", "mark " + cls(p.group));
        mark.append(s("title", {}, p.title));
        return mark;
      }));
  };
  const key = h("ul", { class: "legend" }, groups.map((g) => {
    const mark = shape(g, 6, 6);
    mark.setAttribute("class", cls(g));
    return h("li", {}, s("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, mark), g);
  }));
  const rows = h("tbody", {}, points.map((p) => h("tr", {}, h("th", { scope: "row" }, p.title),
    h("td", { class: "num" }, count(p.x)), h("td", { class: "num" }, duration(p.y)))));
  return figure(caption, draw, key, table(caption, [["Proof"], ["Steps", "num"], ["Time", "num"]], rows));
}

function bounds(values, base) {
  const log = (v) => Math.log(v) / Math.log(base);
  const low = Math.floor(log(Math.min(...values)) + 1e-9), high = Math.ceil(log(Math.max(...values)) - 1e-9);
  return [base ** low, base ** Math.max(high, low + 1)];
}

function powers(from, to, base, most) {
  const out = [];
  for (let v = from; v <= to * 1.001; v *= base) out.push(v);
  const every = Math.ceil(out.length / most);
  return out.filter((_, i) => i % every === 0);
}

// share shows the parts of a whole as one bar. parts are {name, value, cls}; what
// is missing to the whole is called rest.
export function share(caption, parts, whole, rest = "other") {
  const known = parts.reduce((a, p) => a + p.value, 0);
  whole = Math.max(whole, known);
  const all = [...parts];
  if (whole - known > whole / 1000) all.push({ name: rest, value: whole - known, cls: "fill-off" });
  const draw = (width) => {
    let x = 0;
    return chart(width, 30, caption, all.map((p) => {
      const w = width * p.value / whole;
      const rect = s("rect", { class: "mark " + p.cls, x, y: 2, width: Math.max(0, w), height: 26 },
        s("title", {}, `${p.name}: ${duration(p.value)}`));
      x += w;
      return rect;
    }));
  };
  const entries = all.map((p) => [p.cls, `${p.name} ${duration(p.value)} (${(100 * p.value / whole).toFixed(p.value / whole < .1 ? 1 : 0)} %)`]);
  return figure(caption, draw, legend(entries));
}
