
// The page: every part of the document in its place.

const share = x => percent(x) + "\u00a0%";
const tiles = {
  power: new Tile("tiles", "Power", new Chart("Power", [""], x => fixed(x, x < 100 ? 1 : 0) + "\u00a0W", fromZero)),
  cpu: new Tile("tiles", "CPU", new Chart("CPU utilization", [""], share, wholeRatio)),
  memory: new Tile("tiles", "Memory", new Chart("Memory in use", [""], share, wholeRatio)),
  heat: new Tile("tiles", "Hottest", new Chart("Highest temperature", [""], celsius, around)),
  network: new FlowTile("minor", "Network", ["received", "sent"], rate, fromZero),
  disk: new FlowTile("minor", "Disks", ["read", "written"], rate, fromZero),
  pressure: new FlowTile("minor", "Waiting", ["for CPU", "for memory", "for I/O"], share, someRatio) };

function level(sensor) {
  if (!known(sensor.celsius)) return "";
  if (known(sensor.critical_celsius) && sensor.critical_celsius > 0 && sensor.celsius >= sensor.critical_celsius) return "hot";
  if (known(sensor.max_celsius) && sensor.max_celsius > 0 && sensor.celsius >= sensor.max_celsius) return "warm";
  return "";
}
function draw(node) {
  const identity = part(node.identity), cpu = part(node.cpu), mem = part(node.memory), power = part(node.power);
  const history = part(node.history), temperatures = list(node.temperatures);
  const host = identity.hostname || "this node";
  say(byId("host"), host);
  pieces(byId("about"), [
    known(identity.uptime_seconds) && `up ${duration(identity.uptime_seconds)}`,
    [known(cpu.sockets) && cpu.sockets > 1 && `${cpu.sockets} \u00d7`, cpu.model].filter(Boolean).join(" "),
    identity.os, identity.kernel && `Linux ${identity.kernel}`,
    [identity.vendor, identity.product].filter(Boolean).join(" "),
    identity.virtualization && identity.virtualization !== "none" && `virtual machine (${identity.virtualization})`,
    identity.container && `in a container (${identity.container})`]);

  rows(byId("findings"), list(node.findings), (f, k) => [f.severity, f.kind, f.subject, k].join("\n"), row => {
    const grade = make("span", "grade"), subject = make("span", "subject"), text = make("span", "text");
    row.append(grade, subject, text);
    return f => {
      row.className = f.severity === "critical" ? "critical" : "";
      say(grade, f.severity === "critical" ? "Critical" : "Warning");
      say(subject, String(f.subject || f.kind || ""));
      say(text, String(f.text || ""));
    };
  });

  if (known(power.watts)) tiles.power.show(fixed(power.watts, power.watts < 100 ? 1 : 0), "W", power.tier ? `tier ${power.tier}: ${TIERS[power.tier] || "unknown"}${list(power.lacks).includes("rest") ? ", components only" : ""}${list(power.lacks).includes("accelerator") ? ", without accelerators" : ""}` : "", "", history.power_watts, history);
  else tiles.power.none("No power meter on this machine", noPower(power.reason), history.power_watts, history);

  const parts = [known(cpu.logical_cpus) && `${cpu.logical_cpus} CPUs`,
    list(cpu.load).length === 3 && `load ${cpu.load.map(x => short(x)).join(" ")}`].filter(Boolean).join(", ");
  if (known(cpu.utilization_ratio)) tiles.cpu.show(percent(cpu.utilization_ratio), "%", parts, "", history.cpu_utilization_ratio, history);
  else tiles.cpu.none("Not known yet", parts, history.cpu_utilization_ratio, history);

  const used = known(mem.total_bytes) && known(mem.available_bytes) ? mem.total_bytes - mem.available_bytes : null;
  const detail = known(used) ? `${memory(used)} of ${memory(mem.total_bytes)}` : "";
  if (known(mem.used_ratio)) tiles.memory.show(percent(mem.used_ratio), "%", detail, "", history.memory_used_ratio, history);
  else tiles.memory.none("Not known", detail, history.memory_used_ratio, history);

  let hottest = null;
  for (const sensor of temperatures) if (known(sensor.celsius) && (!hottest || sensor.celsius > hottest.celsius)) hottest = sensor;
  if (hottest) {
    const limit = known(hottest.critical_celsius) ? `, critical at ${fixed(hottest.critical_celsius, 0)}` : known(hottest.max_celsius) ? `, maximum ${fixed(hottest.max_celsius, 0)}` : "";
    tiles.heat.show(fixed(hottest.celsius, 1), "\u00b0C", title(hottest) + limit, level(hottest), history.hottest_celsius, history);
  } else tiles.heat.none("No temperature sensor", identity.virtualization && identity.virtualization !== "none" ? "a virtual machine has none of its own" : "no chip answers on this machine", history.hottest_celsius, history);

  tiles.network.show([history.network_receive_bytes_per_second, history.network_transmit_bytes_per_second], [], history);
  tiles.disk.show([history.disk_read_bytes_per_second, history.disk_written_bytes_per_second], [], history);
  const pressure = part(node.pressure);
  tiles.pressure.show([history.cpu_waiting_ratio, history.memory_waiting_ratio, history.io_waiting_ratio],
    [pressure.cpu_waiting_ratio, pressure.memory_waiting_ratio, pressure.io_waiting_ratio], history);

  const jobs = list(node.jobs), omitted = known(node.jobs_omitted) ? node.jobs_omitted : 0;
  const guessed = jobs.some(j => known(j.watts) && isEstimate(j.tier));
  const more = [guessed && "~ is an estimate: no meter tells it", omitted && `${omitted} more in /v1/jobs`].filter(Boolean).join("; ");
  byId("jobsnote").hidden = !more;
  say(byId("jobsnote"), more);
  section("jobs", jobs, j => j.job_id, row => {
    const text = document.createTextNode(""), small = make("small"), name = make("span", "name", text, small);
    const fill = make("span", "fill"), bar = make("span", "bar", fill), value = make("span", "value"), side = make("span", "side");
    bar.setAttribute("role", "meter");
    row.append(name, bar, value, side);
    return j => {
      const id = String(j.job_id), most = Math.max(known(power.watts) ? power.watts : 0, ...jobs.map(job => known(job.watts) ? job.watts : 0));
      text.data = id;
      say(small, [id.endsWith("/" + j.name) ? "" : j.name, j.user].filter(Boolean).join(" "));
      name.title = [id, j.name, j.user, `tier ${j.tier}: ${TIERS[j.tier] || "unknown"}`].filter(Boolean).join("\n");
      const ratio = known(j.watts) && most > 0 ? j.watts / most : 0;
      fill.style.width = `${100 * ratio}%`;
      bar.className = "bar" + (isEstimate(j.tier) ? " loose" : "");
      bar.setAttribute("aria-label", `${id}, share of the node's power`);
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", "100");
      bar.setAttribute("aria-valuenow", String(Math.round(100 * ratio)));
      say(value, known(j.watts) ? (isEstimate(j.tier) ? "~" : "") + short(j.watts) + "\u00a0W" : "\u2013");
      say(side, known(j.energy_joules) ? joules(j.energy_joules) : "");
    };
  });
  section("temperatures", temperatures, s => s.chip + s.device + s.sensor, row => {
    const name = make("span", "name"), chip = make("small"), text = document.createTextNode("");
    name.append(text, chip);
    const fill = make("span", "fill"), max = make("span", "mark"), critical = make("span", "mark critical");
    const bar = make("span", "bar", fill, max, critical), value = make("span", "value"), side = make("span", "side");
    bar.setAttribute("role", "meter");
    row.append(name, bar, value, side);
    return s => {
      text.data = title(s);
      say(chip, s.label ? s.chip : "");
      name.title = [s.chip, s.sensor, s.device].filter(Boolean).join("\n");
      const top = Math.max(...[s.max_celsius, s.critical_celsius].filter(x => known(x) && x > 0 && x < 250), 0);
      const scale = Math.max(top > 0 ? top * 1.08 : 100, s.celsius || 0);
      const at = x => `${Math.max(0, Math.min(100, 100 * x / scale))}%`;
      fill.style.width = known(s.celsius) ? at(s.celsius) : "0";
      for (const [mark, limit] of [[max, s.max_celsius], [critical, s.critical_celsius]]) {
        mark.hidden = !(known(limit) && limit > 0 && limit < 250);
        if (!mark.hidden) mark.style.left = at(limit);
      }
      bar.className = "bar " + (level(s) || (top > 0 ? "" : "loose"));
      bar.setAttribute("aria-label", title(s));
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", String(Math.round(scale)));
      if (known(s.celsius)) bar.setAttribute("aria-valuenow", String(s.celsius)); else bar.removeAttribute("aria-valuenow");
      bar.setAttribute("aria-valuetext", known(s.celsius) ? celsius(s.celsius) : "no value");
      say(value, known(s.celsius) ? celsius(s.celsius) : "\u2013");
      const word = level(s) === "hot" ? "above critical" : level(s) === "warm" ? "above maximum" : "";
      side.className = "side" + (word ? " alert" : "");
      say(side, word || [known(s.max_celsius) && `max ${fixed(s.max_celsius, 0)}`, known(s.critical_celsius) && `crit ${fixed(s.critical_celsius, 0)}`].filter(Boolean).join(" \u00b7 "));
    };
  });
  const simple = (id, member, format) => section(id, list(node[id]), s => s.chip + s.device + s.sensor, row => {
    const text = document.createTextNode(""), chip = make("small"), name = make("span", "name", text, chip), value = make("span", "value");
    row.append(name, value);
    return s => {
      text.data = title(s);
      say(chip, s.label ? s.chip : "");
      name.title = [s.chip, s.sensor, s.device].filter(Boolean).join("\n");
      const alarms = list(s.alarms);
      value.className = "value" + (alarms.length ? " alert" : "");
      const number = known(s[member]) ? format(s[member]) : "\u2013";
      say(value, alarms.length ? `${number} \u00b7 ${alarmWords(alarms)}` : number);
    };
  });
  simple("fans", "rpm", x => x === 0 ? "stopped" : `${fixed(x, 0)}\u00a0rpm`);
  simple("voltages", "volts", x => `${fixed(x, 3)}\u00a0V`);
  simple("currents", "amperes", x => `${fixed(x, 2)}\u00a0A`);
  simple("powers", "watts", x => `${fixed(x, 1)}\u00a0W`);
  simple("humidities", "ratio", share);

  const flow = (id, inward, outward, side) => section(id, list(node[id]), d => d.device, row => {
    const text = document.createTextNode(""), small = make("small"), one = make("span", "value"), two = make("span", "value");
    row.append(make("span", "name", text, small), one, two);
    return d => {
      text.data = String(d.device);
      say(small, side(d));
      for (const [element, member] of [[one, inward], [two, outward]]) {
        say(element, rate(d[member]));
        element.classList.toggle("quiet", !known(d[member]) || d[member] === 0);
      }
    };
  });
  flow("network", "receive_bytes_per_second", "transmit_bytes_per_second",
    d => d.up === 0 ? "no carrier" : known(d.speed_bytes_per_second) ? scaled(d.speed_bytes_per_second * 8, 1000, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"]).join("\u00a0").replace(/\.0+(?=\u00a0)/, "") : "");
  flow("disks", "read_bytes_per_second", "written_bytes_per_second", () => "");
  section("filesystems", list(node.filesystems), f => f.mountpoint, row => {
    const name = make("span", "name"), fill = make("span", "fill"), bar = make("span", "bar", fill), value = make("span", "value");
    bar.setAttribute("role", "meter");
    row.append(name, bar, value);
    return f => {
      const sizes = known(f.size_bytes) && known(f.available_bytes) && f.size_bytes > 0;
      const full = sizes ? 1 - f.available_bytes / f.size_bytes : 0;
      say(name, String(f.mountpoint));
      name.title = [f.device, f.type].filter(Boolean).join(", ");
      fill.style.width = `${100 * full}%`;
      bar.className = "bar" + (full > .99 ? " hot" : full > .95 ? " warm" : "");
      bar.setAttribute("aria-label", `${f.mountpoint} used`);
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", "100");
      bar.setAttribute("aria-valuenow", String(Math.round(100 * full)));
      say(value, sizes ? `${bytes(f.available_bytes)} free of ${bytes(f.size_bytes)}` : "\u2013");
    };
  });
  section("accelerators", list(node.accelerators), a => a.device, row => {
    const text = document.createTextNode(""), small = make("small"), value = make("span", "value");
    row.append(make("span", "name", text, small), value);
    return a => {
      text.data = [a.vendor, a.model].filter(Boolean).join(" ") || String(a.device);
      say(small, String(a.device));
      say(value, [known(a.utilization_ratio) && share(a.utilization_ratio), known(a.memory_used_bytes) && memory(a.memory_used_bytes),
        known(a.celsius) && celsius(a.celsius), known(a.watts) && fixed(a.watts, 0) + "\u00a0W"].filter(Boolean).join(" \u00b7 ") || "present");
    };
  });
  // A row a reason, so that what is merely not there takes one line; faults come first.
  const silent = new Map();
  for (const probe of list(node.probes)) {
    if (probe.up !== false) continue;
    const words = list(probe.reasons), key = words.map(reason).join(", ") || "not available";
    const group = silent.get(key) || { key, names: [], isFault: words.some(word => !HARMLESS.has(word)) };
    group.names.push(String(probe.probe));
    silent.set(key, group);
  }
  const groups = [...silent.values()].sort((a, b) => b.isFault - a.isFault);
  section("probes", groups, group => group.key, row => {
    const name = make("span", "name whole"), value = make("span", "value");
    row.append(name, value);
    return group => {
      say(name, group.names.join(", "));
      value.className = "value" + (group.isFault ? " alert" : " quiet");
      say(value, group.key);
    };
  });

  const agent = part(node.agent), pci = part(node.pci);
  say(byId("agent"), ["nodeprobe" + (agent.version ? " " + agent.version : ""), known(agent.uptime_seconds) && `running for ${duration(agent.uptime_seconds)}`,
    known(agent.resident_bytes) && `${memory(agent.resident_bytes)} resident`].filter(Boolean).join(", "));
  say(byId("pci"), known(pci.devices) ? `${pci.devices} PCI devices` : "");
  document.title = host + (known(power.watts) ? ` \u00b7 ${fixed(power.watts, 0)} W` : known(cpu.utilization_ratio) ? ` \u00b7 ${percent(cpu.utilization_ratio)} % CPU` : "");
}
