// Felts and amounts as people read them.

export const short = (felt) => felt.length > 20 ? felt.slice(0, 10) + "…" + felt.slice(-6) : felt;

// eth writes an amount of wei, given as a number or as a list of two halves.
export function eth(wei) {
  const v = Array.isArray(wei) ? BigInt(wei[0]) + (BigInt(wei[1]) << 128n) : BigInt(wei);
  const digits = v.toString().padStart(19, "0");
  return digits.slice(0, -18) + ("." + digits.slice(-18)).replace(/\.?0+$/, "") + " ETH";
}

// cost writes an amount of wei to four digits.
export const cost = (wei) => Number((Number(wei) / 1e18).toPrecision(4)).toLocaleString("en", { maximumSignificantDigits: 4 }) + " ETH";
