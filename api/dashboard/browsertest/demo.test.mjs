// The demo's page: stations as they are reached, figures, the picture, the end.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, browser, fits, open, serve, shot, until } from "./house.mjs";

let server, chromium;
before(async () => { [server, chromium] = await Promise.all([serve("--demo"), browser()]); });
after(async () => { await chromium?.close(); await server?.stop(); });

const next = async (n = 1) => { for (let i = 0; i < n; i++) await fetch(server.address + "/next", { method: "POST" }); };
const station = (page, name) => page.locator(".station").filter({ has: page.getByRole("heading", { name: new RegExp(`\\d+\\. ${name}$`) }) });
const is = (page, name, state) => until(async () => await station(page, name).getAttribute("data-state") === state, `${name} is ${state || "not reached"}`);

test("the demo's page follows the way", async () => {
  const { page, go, done } = await open(chromium, server.address, { expect: /ERR_INCOMPLETE_CHUNKED_ENCODING/ });
  await go("");
  await until(async () => await page.locator(".station").count() === 11, "eleven stations");
  assert.equal(await page.locator("#link").textContent(), "live");
  await is(page, "Contracts", "");
  await accessible(page, "before the beginning");
  await next(2);
  await is(page, "Contracts", "passed");
  assert.match(await station(page, "Contracts").textContent(), /94\u202f200\u202f000/);
  await next(10);
  await is(page, "Mempool", "passed");
  await is(page, "Block", "passed");
  const proof = station(page, "Proof");
  await is(page, "Proof", "active");
  const bar = proof.getByRole("progressbar");
  await until(async () => (await bar.evaluate((el) => el.value)) === 0.2, "a fifth");
  assert.match(await proof.textContent(), /20 %, Commit on trace/);
  assert.match(await page.getByRole("img", { name: /It has come to Proof, under way/ }).getAttribute("aria-label"), /11 stations/);
  await accessible(page, "under way");
  await fits(page, "under way");
  await shot(page, "demo-light");
  // Focus stays while things change.
  const link = station(page, "Mempool").getByRole("link", { name: /Alice's transaction 2/ });
  await link.focus();
  await next(2);
  await until(async () => (await bar.evaluate((el) => el.value)) > 0.7, "more");
  assert.ok(await link.evaluate((el) => el === document.activeElement));
  // Who comes now sees all of it.
  const late = await open(chromium, server.address, { colorScheme: "dark", expect: /ERR_INCOMPLETE_CHUNKED_ENCODING/ });
  await late.go("");
  await is(late.page, "Proof", "active");
  assert.equal(await late.page.locator("#events li").count(), await page.locator("#events li").count());
  await next(7);
  for (const p of [page, late.page]) {
    await is(p, "Finality", "passed");
    await is(p, "Proof", "passed");
    assert.match(await station(p, "Proof").textContent(), /82 KiB/);
  }
  await proof.locator("summary").click();
  await proof.getByRole("table", { name: "Time by stage" }).waitFor();
  // What comes from elsewhere is no markup.
  await page.locator("#events").getByText("<b>verified</b> on chain").waitFor();
  assert.equal(await page.locator("main b").count(), 0);
  await accessible(page, "almost done");
  await accessible(late.page, "almost done, dark");
  await next(2);
  for (const p of [page, late.page]) {
    await is(p, "Withdrawal", "broken");
    await until(async () => await p.locator("#link").textContent() === "failed", "the end");
    await until(async () => /^failed after /.test(await p.locator("#clock").textContent()), "the clock");
    assert.match(await p.locator("#events").textContent(), /the bridge has paid nothing/);
  }
  await until(async () => /Withdrawal: failed/.test(await page.locator("#say").textContent()), "screen readers are told");
  await accessible(page, "the end");
  await late.done();
  await done();
});

test("the demo's page fits on small screens", async () => {
  const { page, go, done } = await open(chromium, server.address, { viewport: { width: 320, height: 640 } });
  await go("");
  await is(page, "Withdrawal", "broken");
  await fits(page, "small");
  await accessible(page, "small");
  await done();
});
