
// Asking the agent, and saying so when it does not answer.

const POLL = 1000, PATIENCE = 4000;
let lastAnswer = null, sequence = null, moved = 0, trouble = "";
function judge() {
  const now = Date.now(), state = byId("state"), notice = byId("notice");
  let words = "live", why = "";
  if (lastAnswer === null) {
    words = trouble ? "no answer" : "connecting";
    why = trouble && `The agent does not answer (${trouble}). This page goes on asking.`;
  } else if (now - lastAnswer > PATIENCE) {
    words = `no answer for ${duration((now - lastAnswer) / 1000)}`;
    why = `The agent does not answer${trouble ? ` (${trouble})` : ""}. What stands below is from ${new Date(lastAnswer).toLocaleTimeString()}.`;
  } else if (now - moved > 5 * PATIENCE) {
    words = `no new reading for ${duration((now - moved) / 1000)}`;
    why = `The agent answers, but takes no new readings since ${new Date(moved).toLocaleTimeString()}.`;
  }
  say(state, words);
  state.className = "state" + (why ? " lost" : words === "live" ? " live" : "");
  notice.hidden = !why;
  if (why) say(notice, why);
  document.body.className = why && lastAnswer !== null ? "stale" : "";
}
async function ask() {
  const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const response = await fetch("v1/node", { cache: "no-store", signal: patience.signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const node = await response.json();
    if (!String(node.schema).startsWith("nodeprobe.node/1")) throw new Error("another kind of document");
    draw(node);
    byId("main").hidden = false;
    lastAnswer = Date.now();
    trouble = "";
    if (node.sequence !== sequence) { sequence = node.sequence; moved = lastAnswer; }
  } catch (error) {
    trouble = error.name === "AbortError" ? "too slow" : error instanceof TypeError ? "no connection" : error.message;
  } finally {
    clearTimeout(timer);
    judge();
  }
}
async function watch() {
  const start = performance.now();
  if (!document.hidden) await ask();
  setTimeout(watch, Math.max(100, POLL - (performance.now() - start)));
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
watch();
