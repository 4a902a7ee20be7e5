// Every page: it shows what it should, in light and dark, wide and narrow, by
// mouse and by keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, browser, fits, open, serve, shot, until } from "./house.mjs";

let server, chromium;
before(async () => { [server, chromium] = await Promise.all([serve(), browser()]); });
after(async () => { await chromium?.close(); await server?.stop(); });

const jobs = async (query) => (await (await fetch(`${server.address}/v1/proofs?${query}`)).json()).jobs;

// [hash, heading, what must be seen]
const pages = [
  ["#/", "Overview", "Waiting"], ["#/proofs", "Proofs", "settlement_4689.json"], ["#/submit", "Submit a proof", "Parameter file"],
  ["#/verify", "Verify a proof", "Program hash"], ["#/machines", "Machines", "the scratch disk is full"],
];

for (const colorScheme of ["light", "dark"]) {
  test(`the pages are accessible, ${colorScheme}`, async () => {
    const { page, go, done } = await open(chromium, server.address, { colorScheme });
    for (const [hash, heading, text] of pages) {
      await go(hash);
      await page.getByRole("heading", { level: 1, name: heading }).waitFor({ state: "attached" });
      await page.getByText(text).locator("visible=true").first().waitFor();
      assert.match(await page.title(), / – Quarry$/);
      await until(() => page.locator("#link[data-state=live]").count(), "the link is live on " + hash).catch((e) => { if (!/submit|verify/.test(hash)) throw e; });
      await accessible(page, hash);
      const name = { "#/": "overview", "#/proofs": "proofs", "#/submit": "submit", "#/machines": "machines" }[hash];
      if (name) await shot(page, `dashboard-${name}-${colorScheme}`, {});
    }
    for (const status of ["succeeded", "failed", "queued"]) {
      const [job] = await jobs(`status=${status}&limit=1`);
      await go("#/proofs/" + job.id);
      await page.locator(`h1 + [role=status] [data-state=${status}]`).waitFor();
      await accessible(page, status + " job");
    }
    await done();
  });
}

test("the pages fit on small screens", async () => {
  const { page, go, done } = await open(chromium, server.address, { viewport: { width: 320, height: 640 } });
  const [job] = await jobs("status=succeeded&limit=1");
  for (const [hash, , text] of [...pages, ["#/proofs/" + job.id, "", "What was proved"]]) {
    await go(hash);
    await page.getByText(text).locator("visible=true").first().waitFor();
    await fits(page, hash);
  }
  await go("#/");
  await page.setViewportSize({ width: 390, height: 760 });
  await page.getByRole("heading", { name: "Waiting" }).waitFor();
  await accessible(page, "small overview");
  await shot(page, "dashboard-small");
  await done();
});

test("the overview follows what runs", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/");
  const bar = page.locator(".runs progress").first();
  await bar.waitFor();
  const name = await page.locator(".runs .name").first().textContent();
  const first = await bar.evaluate((el) => el.value);
  await until(async () => (await bar.evaluate((el) => el.value)) > first || (await page.locator(".runs .name").first().textContent()) !== name, "progress");
  // What ended appears in the list below, without reloading.
  await page.locator("table a.name", { hasText: name }).first().waitFor({ timeout: 40000 });
  const tile = page.locator(".tile").filter({ hasText: "Waiting" }).locator(".big");
  assert.equal(Number(await tile.textContent()), 4);
  await done();
});

test("a proof is followed to its end", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await until(async () => (await jobs("status=running&limit=1")).length > 0, "a job that runs");
  const [job] = await jobs("status=running&limit=1");
  await go("#/proofs/" + job.id);
  await page.locator("h1 + [role=status] [data-state=running]").waitFor();
  const bar = page.getByRole("progressbar");
  await until(async () => (await bar.count()) && (await bar.evaluate((el) => el.value)) > 0.2, "progress of a fifth");
  assert.match(await page.locator(".events").textContent(), /Trace generation|Commit on trace/);
  await shot(page, "dashboard-running-light");
  await page.locator("h1 + [role=status] [data-state=succeeded]").waitFor({ timeout: 30000 });
  await page.getByRole("heading", { name: "What was proved" }).waitFor();
  await until(async () => /: succeeded/.test(await page.locator("#say").textContent()), "screen readers are told");
  const stages = page.getByRole("img", { name: /^Attempt 1/ });
  assert.ok(await stages.locator("rect").count() > 8);
  await shot(page, "dashboard-proof-light", { fullPage: true });
  await done();
});

test("a proof is downloaded", async () => {
  const { page, go, done } = await open(chromium, server.address);
  const [job] = await jobs("status=succeeded&limit=1");
  await go("#/proofs/" + job.id);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download proof" }).click()]);
  assert.equal(download.suggestedFilename(), job.id + ".proof.json");
  const text = await (await import("node:fs/promises")).readFile(await download.path(), "utf8");
  assert.equal(JSON.parse(text).job, job.id);
  await done();
});

test("a failure shows its reason, and is tried again", async () => {
  const { page, go, done } = await open(chromium, server.address);
  const [job] = await jobs("status=failed&limit=1");
  await go("#/proofs/" + job.id);
  const notice = page.locator(".notice.bad");
  await notice.waitFor();
  const text = await notice.textContent();
  for (const part of [job.reason.what, job.reason.where, job.reason.hint, job.reason.code]) assert.ok(text.includes(part), part);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("h1 + [role=status] [data-state=queued]").waitFor();
  await done();
});

test("attempts that failed keep what their process said", async () => {
  const { page, go, done } = await open(chromium, server.address);
  const job = (await jobs("status=succeeded&limit=200")).find((j) => j.attempts.length === 2);
  await go("#/proofs/" + job.id);
  await page.getByText("The last lines of its process").click();
  await page.locator("pre", { hasText: "fatal: out of memory" }).first().waitFor();
  await done();
});

test("names from clients are no markup", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/");
  await page.getByRole("link", { name: "<b>not markup</b>.json" }).first().waitFor();
  assert.equal(await page.locator("main b").count(), 0);
  await done();
});

test("the history is filtered, plotted and listed further", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/proofs");
  await page.getByRole("img", { name: /Time by steps/ }).waitFor();
  const rows = page.locator("section[aria-label=Jobs] tbody tr");
  assert.equal(await rows.count(), 50);
  await page.getByRole("button", { name: "Show more" }).click();
  assert.ok(await rows.count() > 80);
  await page.getByLabel("Status").selectOption("failed");
  await until(async () => (await rows.count()) > 0 && (await rows.count()) < 10, "only failed jobs");
  assert.match(page.url(), /status=failed/);
  for (const state of await rows.locator(".state").allTextContents()) assert.equal(state, "failed");
  await page.reload();
  await rows.first().waitFor();
  assert.equal(await page.getByLabel("Status").inputValue(), "failed");
  await page.getByLabel("Label").fill("nonsense");
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel("Label").evaluate((el) => el.checkValidity()), false);
  await page.getByText("Numbers").first().click();
  await page.getByRole("table", { name: "Ended, by time" }).waitFor();
  await done();
});

test("everything is reached by keyboard", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/");
  await page.locator(".runs .name, table .name").first().waitFor();
  const focused = () => page.evaluate(() => {
    const el = document.activeElement;
    return (el.getAttribute("aria-label") ?? el.textContent).trim();
  });
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the content");
  const order = [];
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press("Tab");
    order.push(await focused());
  }
  assert.deepEqual(order.slice(0, 6), ["Quarry", "Overview", "Proofs", "Submit", "Verify", "Machines"]);
  // The ring is seen.
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(ring, "none");
  // A page is opened; focus goes to its content, and its name is said.
  await page.locator("nav a", { hasText: "Machines" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Machines" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await until(async () => (await page.locator("#say").textContent()) === "Machines", "the page is announced");
  // A waiting job is cancelled: two presses, so that none is by mistake.
  await go("#/");
  const cancel = page.getByRole("button", { name: "Cancel settlement_4713.json" });
  await cancel.focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "Really cancel settlement_4713.json?");
  await page.keyboard.press("Enter");
  await until(async () => (await jobs("status=cancelled")).length === 1, "the job is cancelled");
  await cancel.waitFor({ state: "detached" });
  await done();
});

test("focus stays while lists change", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/");
  const link = page.locator("table a.name", { hasText: "fibonacci.json" });
  await link.focus();
  await page.waitForTimeout(5000);
  assert.ok(await link.evaluate((el) => el === document.activeElement));
  await done();
});

test("a tab that nobody looks at holds no connection", async () => {
  const { page, go, done } = await open(chromium, server.address);
  const streams = async () => (await (await fetch(server.address + "/v1/stats")).json()).streams;
  const look = (hidden) => page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await go("#/");
  await until(async () => await streams() > 0, "the overview follows a job");
  await look(true);
  await until(async () => await streams() === 0, "it lets go");
  await page.waitForTimeout(3000);
  assert.equal(await streams(), 0);
  await look(false);
  await until(async () => await streams() > 0, "it follows again", 30000);
  await done();
});

test("colours are chosen and kept", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/");
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByLabel("Colours").selectOption("dark");
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await ground(), dark);
  await done();
});

test("an unknown job and an unknown page say so", async () => {
  const { page, go, done } = await open(chromium, server.address, { expect: /404/ });
  await go("#/proofs/01NOSUCH");
  await page.getByRole("alert").getByText("there is no job").waitFor();
  await go("#/nowhere");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await done();
});
