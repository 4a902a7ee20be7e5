// The node's JSON-RPC: calls over HTTP, subscriptions over WebSocket.

const base = new URL("../rpc/v0_10", location.href.split("#")[0]);
let next = 1;

// rpc calls a method; a refusal is an Error with the node's code.
export async function rpc(method, params = []) {
  const answer = await fetch(base, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ jsonrpc: "2.0", id: next++, method, params }),
  });
  const { result, error } = await answer.json();
  if (!error) return result;
  const e = new Error(error.message + (typeof error.data === "string" ? ": " + error.data : ""));
  e.code = error.code;
  throw e;
}

// stagesOf is how far a block is on its way to L1.
export async function stagesOf(number) {
  const answer = await fetch("finality/" + number);
  if (!answer.ok) throw new Error("the node does not say how far block " + number + " is");
  return answer.json();
}

// subscribe hears notifications until signal is aborted; a broken connection is made
// again.
export function subscribe(method, params, hear, signal) {
  let socket, timer = 0;
  const open = () => {
    if (signal.aborted) return;
    socket = new WebSocket(base.href.replace(/^http/, "ws"));
    socket.onopen = () => socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    socket.onmessage = ({ data }) => {
      const m = JSON.parse(data);
      if (m.method?.startsWith("starknet_subscription") && m.params?.result && !signal.aborted) hear(m.params.result);
    };
    socket.onclose = () => { if (!signal.aborted) timer = setTimeout(open, 3000); };
  };
  signal.addEventListener("abort", () => { clearTimeout(timer); socket?.close(); });
  open();
}
