// Building and changing the page. Nothing here, or anywhere, parses HTML: text
// from the server only ever becomes text.

const SVG = "http://www.w3.org/2000/svg";

// h makes an element: attributes and on… listeners in props, then children:
// nodes, texts, lists of them; null and false are left out.
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

// s makes an SVG element.
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(el, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else if (value === true) el.setAttribute(name, "");
    else el.setAttribute(name, value);
  }
  put(el, ...children);
  return el;
}

// put appends children to an element.
export function put(el, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : String(child));
  }
  return el;
}

// set replaces an element's children.
export function set(el, ...children) {
  el.replaceChildren();
  return put(el, ...children);
}

// write changes a text only if it is another one, so that screen readers hear of
// changes only.
export function write(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

// keyed makes the children of parent those of items, in order, and keeps the
// elements of items whose version is the same. Focus stays where it is if the
// element that had it is made again: elements that can have it are known by
// data-focus.
export function keyed(parent, items, keyOf, versionOf, render) {
  const old = new Map([...parent.children].map((el) => [el.dataset.key, el]));
  let at = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item)), version = String(versionOf(item));
    let el = old.get(key);
    old.delete(key);
    if (!el || el.dataset.version !== version) {
      const fresh = render(item);
      fresh.dataset.key = key;
      fresh.dataset.version = version;
      if (el) {
        const focus = el.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
        if (el === at) at = fresh;
        el.replaceWith(fresh);
        if (focus) fresh.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
      }
      el = fresh;
    }
    if (el === at) at = at.nextElementSibling;
    else parent.insertBefore(el, at);
  }
  for (const el of old.values()) el.remove();
}

// table makes a table in a box that scrolls sideways, and can have the focus
// only if it does. Columns are [title, class].
export function table(caption, columns, body, hidden = true) {
  const grid = h("table", {},
    h("caption", { class: hidden ? "sr" : null }, caption),
    h("thead", {}, h("tr", {}, columns.map(([title, cls]) =>
      h("th", { scope: "col", class: cls }, title || h("span", { class: "sr" }, "Actions"))))),
    body);
  const box = h("div", { class: "scroll", role: "group", "aria-label": caption }, grid);
  const sizes = new ResizeObserver(() => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  sizes.observe(box);
  sizes.observe(grid);
  return box;
}

// facts makes a list of terms and what they are; pairs without a value are left out.
export function facts(...pairs) {
  return h("dl", { class: "facts" }, pairs.map(([term, value]) =>
    value === null || value === undefined || value === "" ? null : [h("dt", {}, term), h("dd", {}, value)]));
}

// panel is a part of a page with a heading.
export function panel(title, ...children) {
  const id = "p-" + title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return h("section", { class: "panel", "aria-labelledby": id }, h("h2", { id }, title), children);
}

// say tells screen readers something.
export function say(text) {
  const el = document.getElementById("say");
  el.textContent = "";
  requestAnimationFrame(() => { el.textContent = text; });
}

// complain shows and tells that something was not done, for a while.
let complaint = 0;
export function complain(text) {
  const el = document.getElementById("trouble");
  clearTimeout(complaint);
  el.hidden = false;
  el.textContent = text;
  complaint = setTimeout(() => { el.hidden = true; }, 10_000);
}
