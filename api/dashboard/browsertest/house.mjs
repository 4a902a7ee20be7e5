// What the tests stand on: servers to look at, a browser, and the rules that hold
// on every page.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { once } from "node:events";
import readline from "node:readline";

const need = createRequire(import.meta.url);
const axeSource = need.resolve("axe-core/axe.min.js");

// serve starts the test server and waits for its address.
export async function serve(...args) {
  const child = spawn(process.env.TEST_SERVER, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [address] = await once(readline.createInterface({ input: child.stdout }), "line");
  return {
    address,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

// browser starts Chromium: the one that CHROMIUM names, or the one that was
// installed beside this test.
export async function browser() {
  const { chromium } = need("playwright-core");
  const path = process.env.CHROMIUM || await (await import("@sparticuz/chromium")).default.executablePath();
  return chromium.launch({ executablePath: path, args: ["--disable-gpu"] });
}

// open makes a page that fails the test if it logs an error, breaks its content
// security policy, or asks another server for anything.
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1180, height: 820 }, colorScheme: "light", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const trouble = [];
  const { expect = /$^/ } = options;
  page.on("console", (m) => m.type() === "error" && !expect.test(m.text()) && trouble.push("console: " + m.text()));
  page.on("pageerror", (e) => trouble.push("error: " + e.message));
  page.on("request", (r) => {
    if (!r.url().startsWith(address + "/") && !r.url().startsWith("blob:" + address + "/")) trouble.push("outside request: " + r.url());
  });
  return {
    page, context,
    go: (hash) => page.goto(address + "/" + hash),
    async done() {
      await context.close();
      assert.deepEqual(trouble, []);
    },
  };
}

// accessible checks the page by the rules of WCAG 2.2 AA and axe's best practices.
export async function accessible(page, where) {
  // The page's policy forbids scripts of others; the debugger may add one.
  await page.evaluate((await import("node:fs")).readFileSync(axeSource, "utf8") + ";undefined");
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 120) + " " + (n.any[0]?.message ?? "")).join(" | ")}`);
  });
  assert.deepEqual(found, [], where);
}

// fits checks that nothing makes the page scroll sideways.
export async function fits(page, where) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(inner <= outer, `${where} is ${inner} wide, the window ${outer}`);
}

// shot takes a picture for the documents, if they are wanted.
export async function shot(page, name, options = {}) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, ...options });
}

// until waits until a condition on the page holds.
export async function until(check, what, ms = 15000) {
  const end = Date.now() + ms;
  for (;;) {
    if (await check()) return;
    assert.ok(Date.now() < end, "waited in vain: " + what);
    await new Promise((r) => setTimeout(r, 100));
  }
}
