// The whole way with the real program: quarry serve, a program handed in by the
// form, its proof made, looked at, fetched, and verified by another process.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessible, browser, open, shot, until } from "./house.mjs";

const QUARRY = process.env.QUARRY, port = 21000 + process.pid % 20000;
const address = `http://127.0.0.1:${port}`, data = mkdtempSync(join(tmpdir(), "quarry-browser-"));

let server, chromium, said = "";
before(async () => {
  server = spawn(QUARRY, ["serve", "--listen", `127.0.0.1:${port}`, "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
  for (const out of [server.stdout, server.stderr]) out.on("data", (d) => { said += d; });
  chromium = await browser();
  await until(() => fetch(address + "/readyz").then((r) => r.ok, () => false), "the server is ready", 60000).catch((e) => { console.error(said); throw e; });
});
after(async () => {
  await chromium?.close();
  if (server.exitCode === null) {
    server.kill("SIGTERM");
    await new Promise((r) => server.on("exit", r));
  }
  rmSync(data, { recursive: true, force: true });
});

test("a program becomes a proof", async () => {
  const { page, go, done } = await open(chromium, address);
  await go("#/submit");
  await page.getByLabel("Program", { exact: true }).setInputFiles(process.env.PROGRAM);
  await page.getByLabel("Layout").selectOption("small");
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "fibonacci.json" }).waitFor();
  await page.locator("h1 + [role=status] [data-state=succeeded]").waitFor({ timeout: 120000 });
  await page.getByRole("heading", { name: "What was proved" }).waitFor();
  // fib(1, 1, 20) of the program is 17711.
  await page.locator("ol.output").getByText("0x452f").waitFor();
  for (const regime of ["conjectured", "johnson", "unique"]) await page.getByRole("rowheader", { name: regime }).waitFor();
  assert.ok(await page.getByRole("img", { name: /^Attempt 1/ }).locator("rect").count() > 5, "the stages are drawn");
  await accessible(page, "the proof");
  await shot(page, "dashboard-real-proof", { fullPage: true });

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download proof" }).click()]);
  const verified = spawnSync(QUARRY, ["verify", "--in_file", await download.path()], { encoding: "utf8" });
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);

  await go("#/verify");
  await page.getByLabel("Proof file").setInputFiles(await download.path());
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("Valid", { exact: true }).waitFor({ timeout: 30000 });

  await go("#/machines");
  await page.getByText("takes jobs").first().waitFor();
  await go("#/");
  await page.locator("table a.name", { hasText: "fibonacci.json" }).first().waitFor();
  await done();
});

test("a program that fails says why", async () => {
  const { page, go, done } = await open(chromium, address);
  await go("#/submit");
  await page.getByLabel("Program", { exact: true }).setInputFiles(process.env.PROGRAM);
  await page.getByLabel("Layout").selectOption("plain");
  await page.getByText("More", { exact: true }).click();
  await page.getByLabel("Most steps").fill("3");
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.locator("h1 + [role=status] [data-state=failed]").waitFor({ timeout: 120000 }).catch(async (e) => {
    // The server may know beforehand that this can't be.
    if (!await page.getByRole("alert").textContent()) throw e;
  });
  await page.locator(".notice.bad").first().waitFor();
  await done();
});
