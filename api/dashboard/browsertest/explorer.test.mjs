// The explorer of a running devnet: blocks as they come, a transaction's journey, an
// account.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { accessible, browser, fits, open, until } from "./house.mjs";

let chromium, devnet, address;

before(async () => {
  chromium = await browser();
  devnet = spawn(process.env.QUARRY, ["devnet", "--listen=127.0.0.1:0", "--accounts=1", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  for await (const chunk of devnet.stdout) {
    text += chunk;
    try {
      address = JSON.parse(text).rpc[0];
      break;
    } catch { /* there is more to come */ }
  }
});

after(async () => {
  await chromium?.close();
  devnet?.kill("SIGKILL");
});

test("the explorer follows a transfer", async () => {
  const { page, done } = await open(chromium, address);
  const main = page.locator("main");
  const says = (text) => until(async () => (await main.textContent()).includes(text), text);
  const rows = () => page.locator("tbody tr").count();
  await page.goto(address + "/explorer/");
  await until(async () => await rows() === 1, "genesis");
  assert.equal(await page.locator("#link").textContent(), "live");
  await accessible(page, "blocks");
  await fits(page, "blocks");

  const answer = await fetch(address + "/faucet", { method: "POST", body: JSON.stringify({ address: "0x1234" }) });
  const { transaction_hash } = await answer.json();
  await until(async () => await rows() === 2, "a block that comes by WebSocket");

  await page.fill("#what", transaction_hash);
  await page.click("#search button");
  await says("sealed");
  for (const stage of ["RECEIVED", "CANDIDATE", "PRE_CONFIRMED", "ACCEPTED_ON_L2", "SUCCEEDED"]) await says(stage);
  await accessible(page, "transaction");
  await fits(page, "transaction");

  await page.fill("#what", "0x1234");
  await page.click("#search button");
  await says("1 ETH");
  await says("not deployed");
  await until(async () => await rows() === 1, "the gift");
  await accessible(page, "account");

  await page.goto(address + "/explorer/#/block/1");
  await says("State root");
  await until(async () => await page.locator(".journey li").count() === 1, "the block's way");
  await accessible(page, "block");
  await fits(page, "block");
  await page.goto(address + "/explorer/#/nothing");
  await says("There is no such page.");
  await done();
});
