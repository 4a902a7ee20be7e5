// The forms: submit and verify, the key, and a server that goes away.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { accessible, browser, open, serve, until } from "./house.mjs";

const KEY = "qk_test_0123456789";
const program = { name: "fibonacci.json", mimeType: "application/json", buffer: readFileSync(process.env.PROGRAM) };

let server, locked, chromium;
before(async () => { [server, locked, chromium] = await Promise.all([serve("--empty"), serve("--key", KEY), browser()]); });
after(async () => { await chromium?.close(); await server?.stop(); await locked?.stop(); });

test("a program is submitted", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/submit");
  await page.getByLabel("Program", { exact: true }).setInputFiles(program);
  await page.getByLabel("Layout").selectOption("recursive");
  await page.getByText("More", { exact: true }).click();
  await page.getByLabel("Name").fill("my first proof");
  await page.getByLabel("Priority").fill("7");
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "my first proof" }).waitFor();
  await page.locator("h1 + [role=status] [data-state=queued]").waitFor();
  const id = new URL(page.url()).hash.split("/").at(-1);
  const job = await (await fetch(`${server.address}/v1/proofs/${id}`)).json();
  assert.equal(job.priority, 7);
  assert.deepEqual(job.labels, { name: "my first proof" });
  assert.equal(job.task.layout, "recursive");
  assert.equal(job.task.inputs.program.bytes, program.buffer.length);
  await done();
});

test("an estimate is shown", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/submit");
  await page.getByLabel("Program", { exact: true }).setInputFiles(program);
  await page.getByLabel("Layout").selectOption("plain");
  await page.getByRole("button", { name: "Estimate first" }).click();
  const notice = page.locator(".notice.good");
  await notice.waitFor({ timeout: 60000 });
  assert.match(await notice.textContent(), /plain.*(MiB|GiB)/s);
  await accessible(page, "the form with an estimate");
  await done();
});

test("Stone's files have fields of their own, and what is missing is named", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/submit");
  await page.getByLabel("A run, as Stone's input files").check();
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  const alert = page.getByRole("alert");
  for (const name of ["Public input", "Private input", "Trace", "Memory"]) await alert.getByText(new RegExp("^" + name)).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), "public_input");
  assert.equal(await page.getByLabel("Layout").isVisible(), false);
  await accessible(page, "the form with what is missing");
  await page.getByLabel("Parameter file").setInputFiles({ name: "p.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  assert.ok(await page.getByLabel("Bits").isDisabled());
  await done();
});

test("what the server refuses is shown at its field", async () => {
  const { page, go, done } = await open(chromium, server.address, { expect: /422|400/ });
  await go("#/submit");
  await page.getByLabel("Program", { exact: true }).setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from('{"sierra_program": []}') });
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  const alert = page.getByRole("alert");
  await alert.getByText(/Sierra/).first().waitFor();
  await alert.getByRole("link", { name: "cairo1/sierra" }).waitFor();
  await until(() => page.getByRole("button", { name: "Submit", exact: true }).isEnabled(), "the form can be used again");
  await done();
});

test("a file that is no proof is not valid", async () => {
  const { page, go, done } = await open(chromium, server.address);
  await go("#/verify");
  await page.getByLabel("Proof file").setInputFiles({ name: "p.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("Not valid:").waitFor();
  await accessible(page, "the answer");
  await done();
});

test("a server with keys asks for one, and it is kept in the tab only", async () => {
  const { page, context, go, done } = await open(chromium, locked.address, { expect: /401/ });
  await go("#/");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await accessible(page, "the dialog");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await until(async () => (await page.locator("#link").textContent()) === "needs a key", "the link says so");
  await page.getByRole("button", { name: "API key" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "keyfield");
  await page.keyboard.type(KEY);
  await page.keyboard.press("Enter");
  await until(async () => (await page.locator("#link").textContent()) === "live", "the key works");
  await page.locator(".runs .name").first().waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length + "," + Object.keys(localStorage).length), "1,0");
  assert.equal((await context.cookies()).length, 0);

  await go("#/proofs?status=succeeded");
  await page.locator("section[aria-label=Jobs] a.name").nth(3).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download proof" }).click()]);
  assert.match(download.suggestedFilename(), /\.proof\.json$/);

  await page.getByRole("button", { name: "API key" }).click();
  await page.getByRole("button", { name: "Forget the key" }).click();
  await until(async () => (await page.locator("#link").textContent()) === "needs a key", "the key is forgotten");
  await done();
});

test("a server that goes away and comes back", async () => {
  const port = 20000 + process.pid % 20000;
  let own = await serve("--listen", `127.0.0.1:${port}`);
  const { page, go, done } = await open(chromium, own.address, { expect: /ERR_|Failed to load/ });
  await go("#/");
  await until(async () => (await page.locator("#link").textContent()) === "live", "live");
  await own.stop();
  await until(async () => (await page.locator("#link").textContent()) === "not connected", "the loss is shown");
  own = await serve("--listen", `127.0.0.1:${port}`);
  await until(async () => (await page.locator("#link").textContent()) === "live", "it is live again");
  await done();
  await own.stop();
});
