"use strict";

// Numbers and the words of the document, for people.

const known = x => typeof x === "number" && Number.isFinite(x);
const list = x => Array.isArray(x) ? x : [];
const part = x => x && typeof x === "object" ? x : {};
const fixed = (x, d) => x.toFixed(d).replace("-", "\u2212");
function short(x) { return x >= 99.95 ? fixed(x, 0) : x >= 9.995 ? fixed(x, 1) : fixed(x, 2); }
function scaled(x, base, units) {
  let k = 0;
  while (Math.abs(x) >= base * .9995 && k < units.length - 1) { x /= base; k++; }
  return [k === 0 ? fixed(x, 0) : short(x), units[k]];
}
const bytes = x => scaled(x, 1000, ["B", "kB", "MB", "GB", "TB", "PB"]).join("\u00a0");
const memory = x => scaled(x, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]).join("\u00a0");
const rate = x => known(x) ? bytes(x) + "/s" : "\u2013";
const percent = x => fixed(x * 100, x < .0995 ? 1 : 0);
const celsius = x => fixed(x, x > -100 && x < 100 ? 1 : 0) + "\u00a0\u00b0C";
function duration(s) {
  const d = Math.floor(s / 86400), h = Math.floor(s / 3600) % 24, m = Math.floor(s / 60) % 60;
  return d ? `${d} d ${h} h` : h ? `${h} h ${m} min` : m ? `${m} min` : `${Math.floor(s)} s`;
}
const REASONS = {
  absent: "not on this machine", in_vm: "hidden by the hypervisor", eacces: "permission denied",
  stale: "only an old value", stuck: "stands still", implausible: "values not believed",
  hung: "did not answer in time", crashed: "its reader crashed", io: "read error",
  garbled: "could not be understood", unavailable: "no value now", fault: "the sensor reports a fault",
  duplicate: "declared twice", disabled: "switched off",
  not_calibrated: "not calibrated", other_machine: "made on another machine" };
/// Reasons that are nobody's fault.
const HARMLESS = new Set(["absent", "in_vm", "disabled", "unavailable", "not_calibrated"]);
const reason = word => Object.hasOwn(REASONS, word) ? REASONS[word] : String(word);
const TIERS = { A: "wall meter", B: "hardware counters", C: "calibrated model", D: "from a table", E: "rough estimate" };
/// Whether no instrument stands behind a figure.
const isEstimate = tier => tier !== "A" && tier !== "B";
const joules = x => x < 999.5 ? short(x) + "\u00a0J" : scaled(x, 1000, ["J", "kJ", "MJ", "GJ", "TJ"]).join("\u00a0");
function noPower(word) {
  if (word === "in_vm") return "the hypervisor hides the meter";
  if (word === "eacces") return "there is one, but the agent may not read it: see probe doctor";
  if (word === "absent" || !word) return "no sensor, counter or supply reports watts";
  return reason(word);
}
const title = s => s.label || [s.chip, s.sensor].filter(Boolean).join(" ");
/// "alarm: max, crit"; a chip with one alarm calls it just that.
function alarmWords(kinds) {
  const named = kinds.filter(kind => kind !== "alarm");
  return named.length ? `alarm: ${named.join(", ")}` : "alarm";
}
