
// Lines over the last five minutes.

const WINDOW = 300;
const SVG = name => document.createElementNS("http://www.w3.org/2000/svg", name);

function ceiling(x) {
  if (!(x > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find(step => step * power >= x * .999) * power;
}
let cursorAge = null;
const charts = [];
class Chart {
  constructor(name, names, format, range) {
    Object.assign(this, { name, names, format, range, lines: [], period: 1 });
    this.svg = SVG("svg");
    this.svg.setAttribute("viewBox", `0 0 ${WINDOW} 100`);
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.svg.setAttribute("role", "img");
    this.gaps = this.path("gap");
    this.svg.append(this.gaps);
    for (const y of [0, 100]) {
      const frame = this.path("frame");
      frame.setAttribute("d", `M0 ${y}H${WINDOW}`);
    }
    this.area = this.path("area");
    this.paths = names.map((_, k) => this.path("line l" + k));
    this.cursor = this.path("cursor");
    this.low = make("span"); this.mid = make("span"); this.high = make("span", "", "now");
    this.element = make("div", "chart", this.svg, make("div", "scale", this.low, this.mid, this.high));
    this.svg.addEventListener("pointermove", event => {
      const box = this.svg.getBoundingClientRect();
      point(WINDOW * (1 - (event.clientX - box.left) / box.width));
    });
    this.svg.addEventListener("pointerleave", () => point(null));
    charts.push(this);
  }
  path(className) {
    const path = SVG("path");
    path.setAttribute("class", className);
    this.svg.append(path);
    return path;
  }
  /// Draws lines of equally spaced points, the newest at the right edge; null breaks the line.
  draw(lines, period, points) {
    this.lines = lines.map(list);
    this.period = known(period) && period > 0 ? period : 1;
    const all = this.lines.flat().filter(known);
    const [bottom, top] = this.range(all);
    this.top = top;
    const step = this.period;
    const x = (line, k) => WINDOW - (line.length - 1 - k) * step;
    const y = value => 100 - 100 * (Math.min(top, Math.max(bottom, value)) - bottom) / (top - bottom || 1);
    this.lines.forEach((line, index) => {
      let d = "", area = "", start = null;
      line.forEach((value, k) => {
        const before = k > 0 && known(line[k - 1]);
        if (known(value)) {
          const at = x(line, k).toFixed(1) + " " + y(value).toFixed(2);
          if (!before) { start = x(line, k); area += `M${start.toFixed(1)} 100L${at}`; d += "M" + at + (known(line[k + 1]) ? "" : "h.01"); }
          else { d += "L" + at; area += "L" + at; }
        }
        if (start !== null && (!known(value) || k === line.length - 1)) {
          area += `V100Z`;
          start = null;
        }
      });
      this.paths[index].setAttribute("d", d);
      if (index === 0) this.area.setAttribute("d", this.names.length === 1 && bottom === 0 ? area : "");
    });
    // Where no line knows anything after the first point, the ground is shaded.
    const count = Math.max(0, ...this.lines.map(line => line.length));
    let shade = "", missing = 0;
    for (let k = 0; k < count; k++) {
      if (this.lines.some(line => known(line[line.length - count + k]))) continue;
      const left = Math.max(0, WINDOW - (count - k) * step), right = WINDOW - (count - 1 - k) * step;
      shade += `M${left} 0H${right}V100H${left}Z`;
      missing++;
    }
    const begin = WINDOW - Math.max(0, count - 1) * step;
    if (begin > 1) shade += `M0 0H${begin}V100H0Z`;
    this.gaps.setAttribute("d", shade);
    const words = this.names.map((name, k) => {
      const line = this.lines[k] || [], good = line.filter(known);
      if (!good.length) return "";
      const last = line[line.length - 1];
      return `${name || this.name}: ${known(last) ? "now " + this.format(last) + ", " : ""}lowest ${this.format(Math.min(...good))}, highest ${this.format(Math.max(...good))}`;
    }).filter(Boolean);
    this.svg.setAttribute("aria-label", `${this.name} over the last five minutes. ${words.join("; ") || "no values"}${missing ? `; unknown for ${missing * step} s` : ""}.`);
    this.note();
  }
  note() {
    if (cursorAge === null) {
      this.cursor.setAttribute("d", "");
      const all = this.lines.flat().filter(known);
      say(this.low, "5 min ago");
      say(this.mid, all.length ? (this.names.length === 1 ? `${this.format(Math.min(...all))} to ${this.format(Math.max(...all))}` : `up to ${this.format(Math.max(...all))}`) : "");
      say(this.high, "now");
      return;
    }
    const steps = Math.round(cursorAge / this.period);
    this.cursor.setAttribute("d", `M${WINDOW - steps * this.period} 0V100`);
    const values = this.lines.map(line => line[line.length - 1 - steps]);
    say(this.low, steps ? `${duration(steps * this.period)} ago` : "now");
    say(this.mid, "");
    say(this.high, values.some(known) ? values.map(v => known(v) ? this.format(v) : "\u2013").join(" \u00b7 ") : "not known");
  }
}
function point(age) {
  cursorAge = age === null ? null : Math.max(0, Math.min(WINDOW, age));
  for (const chart of charts) chart.note();
}
const fromZero = all => [0, ceiling(Math.max(0, ...all))];
const wholeRatio = () => [0, 1];
const someRatio = all => [0, Math.min(1, Math.max(.05, ceiling(Math.max(0, ...all))))];
const around = all => {
  if (!all.length) return [0, 100];
  const low = Math.min(...all), high = Math.max(...all), pad = Math.max(2, (high - low) * .15);
  return [Math.floor(low - pad), Math.ceil(high + pad)];
};
