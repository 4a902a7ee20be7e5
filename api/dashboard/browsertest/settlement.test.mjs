// The settler's pages: a settler and an L1 of their own go on step by step.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, browser, fits, open, serve, shot, until } from "./house.mjs";

let server, chromium;
before(async () => { [server, chromium] = await Promise.all([serve("--settler"), browser()]); });
after(async () => { await chromium?.close(); await server?.stop(); });

const post = async (path) => {
  const answer = await fetch(server.address + path, { method: "POST" });
  assert.equal(answer.status, 200, path + ": " + await answer.text());
};

const steps = async (n) => { for (let i = 0; i < n; i++) await post("/step"); };

test("the settlement page follows blocks to L1", async () => {
  const { page, done } = await open(chromium, server.address);
  const says = (text) => until(async () => (await page.locator("main").textContent()).includes(text), text);
  const rows = page.getByRole("table", { name: "The last blocks" }).locator("tbody tr");
  await post("/step");
  await page.goto(server.address + "/explorer/#/settlement");
  await says("Nothing has been sent yet.");
  await page.locator("nav a", { hasText: "Settlement" }).waitFor();
  assert.equal(await page.locator("nav a[aria-current=page]").textContent(), "Settlement");
  await post("/seal");
  await post("/seal");
  await steps(3);
  // The first block is on L1; the contract refuses the second one's proof.
  await until(async () => await rows.count() === 2, "two blocks");
  await rows.nth(1).locator(".way [aria-current]", { hasText: "included" }).waitFor();
  assert.match(await rows.nth(1).textContent(), /Completed.*Completed.*PendingVerification.*calldata.*ETH/s);
  assert.match(await rows.nth(0).textContent(), /refused by the contract.*Failed/s);
  await says("Block 2 is set aside: the contract refuses its proof.");
  await says("the proof says that it is bad");
  const sent = page.getByRole("table", { name: "Transactions on L1" }).locator("tbody tr");
  assert.equal(await sent.count(), 1);
  assert.match(await sent.first().textContent(), /update\/1\/0/);
  // A look at the block, and back; its reasons stay when it is proved anew.
  await rows.nth(0).getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Settlement of block 2" }).waitFor();
  await says("settler/rejected");
  await accessible(page, "a block that is set aside");
  await fits(page, "a block that is set aside");
  await post("/requeue");
  await steps(2);
  await page.locator(".way [aria-current]", { hasText: "included" }).first().waitFor();
  await says("What went wrong on the way");
  await says("Times proved2");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Settlement" }).waitFor();
  await until(async () => await sent.count() === 2, "two transactions");
  await post("/pause");
  await post("/seal");
  await steps(3);
  await says("Updates are paused.");
  await until(async () => await rows.count() === 3, "three blocks");
  await shot(page, "settlement-light", { fullPage: true });
  await post("/pause");
  await steps(80); // until L1's finality has come to the first block
  await until(async () => (await rows.last().textContent()).includes("CompletedCompletedCompletedCompleted"), "block 1 is done");
  await page.locator(".way [aria-current]", { hasText: "finalized" }).first().waitFor();
  await page.goto(server.address + "/explorer/#/settlement/x");
  await says("a block is named by its number");
  await done();
});

for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["small", { viewport: { width: 320, height: 640 } }]]) {
  test(`the settlement page is accessible, ${name}`, async () => {
    const { page, done } = await open(chromium, server.address, options);
    await page.goto(server.address + "/explorer/#/settlement");
    await page.locator("tbody tr").first().waitFor();
    assert.match(await page.title(), /^Settlement – /);
    await accessible(page, "settlement, " + name);
    await fits(page, "settlement, " + name);
    const link = page.locator("tbody a").first();
    await link.focus();
    await page.waitForTimeout(4000);
    assert.ok(await link.evaluate((el) => el === document.activeElement), "focus stays");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /^Settlement of block/ }).waitFor();
    await page.getByRole("table", { name: "The block's jobs" }).locator("tbody tr").nth(3).waitFor();
    await accessible(page, "settlement of a block, " + name);
    await fits(page, "settlement of a block, " + name);
    await done();
  });
}
