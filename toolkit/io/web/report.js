"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const FILTERS = ["search", "unit", "state", "severity", "rule"];
const escaped = (text) => String(text ?? "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const at = (heads, name) => heads.indexOf(name);
const field = (heads, name) => "c" + at(heads, name);
const objects = (rows) => rows.map((row) => Object.fromEntries(row.map((v, i) => ["c" + i, v])));
const titles = new Map(data.ruleRows.map((row) => [row[at(data.ruleHeads, "规则")], row[at(data.ruleHeads, "名称")]]));

const plain = (cell) => escaped(cell.getValue());
const badge = (cell) => { const v = escaped(cell.getValue()); return v && `<span class="badge ${v}">${v}</span>`; };
const amount = (cell) => { const v = cell.getValue(); return typeof v === "number" ? v.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 }) : escaped(v); };
const share = (cell) => typeof cell.getValue() === "number" ? (cell.getValue() * 100).toFixed(1) + "%" : "";
const rule = (cell) => `<span title="${escaped(titles.get(cell.getValue()))}">${escaped(cell.getValue())}</span>`;
const link = (cell) => {
  const path = String(cell.getValue() ?? "");
  if (!path || path.endsWith("（原件已不在）")) return escaped(path);
  const href = data.files + "/" + path.split("!")[0].split("/").map(encodeURIComponent).join("/");
  return `<a href="${escaped(href)}">${escaped(path)}</a>`;
};
const looks = (formatter, more) => ({ formatter, formatterPrint: formatter, ...more });
const STATE = looks(badge), RULE = looks(rule), LINK = looks(link);
const COUNT = { hozAlign: "right", sorter: "number" };
const AMOUNT = looks(amount, COUNT), SHARE = looks(share, COUNT), FIGURE = looks(amount, { hozAlign: "right" });
const grows = (widthGrow, minWidth, more) => ({ widthGrow, minWidth, width: undefined, ...more });

function table(id, heads, rows, most, plan) {
  return new Tabulator("#" + id, {
    data: rows, layout: "fitColumns", maxHeight: most + "px", printAsHtml: true, printRowRange: "active",
    placeholder: "没有符合条件的", columnDefaults: { headerSortTristate: true },
    columns: plan.map(([name, width, more]) => ({
      title: name, field: field(heads, name), width, formatter: plain, formatterPrint: plain, headerTooltip: name, ...more,
    })),
  });
}

const findings = objects(data.findings);
const tables = {
  units: () => table("units", data.unitHeads, objects(data.units), 460, [
    ["预算编码", 88], ["单位名称", 0, grows(3, 130)], ["主管部门", 0, grows(2, 90)], ["状态", 96, STATE],
    ["错误", 66, COUNT], ["警告", 66, COUNT], ["提示", 66, COUNT], ["全年预算", 98, AMOUNT], ["全年执行", 98, AMOUNT],
    ["自评得分", 88, AMOUNT], ["自动得分", 88, AMOUNT], ["填报等次", 88], ["逾期天数", 88, COUNT], ["文件", 0, grows(3, 120, LINK)],
  ]),
  findings: () => table("findings", data.findingHeads, findings, 680, [
    ["单位名称", 0, grows(2, 130)], ["级别", 78, STATE], ["规则", 66, RULE], ["工作表", 96], ["单元格", 74],
    ["对象", 0, grows(2, 120)], ["问题", 0, grows(6, 240)], ["填报数", 88, FIGURE], ["应为", 88, FIGURE], ["差额", 82, AMOUNT],
    ["怎么改", 0, grows(3, 150)], ["单位说明", 0, grows(1, 90)],
  ]),
  versions: () => table("versions", data.versionHeads, objects(data.versions), 680, [
    ["预算编码", 88], ["单位名称", 0, grows(2, 150)], ["第几次", 78, COUNT], ["处理", 120], ["文件", 0, grows(3, 180, LINK)],
    ["与之相同", 0, grows(2, 120)], ["收到时间", 132], ["错误", 66, COUNT], ["原因", 0, grows(3, 160)],
  ]),
  ties: () => table("ties", data.tieHeads, objects(data.ties), 680, [
    ["预算编码", 88], ["单位名称", 0, grows(2, 170)], ["项目", 120], ["台账", 110, AMOUNT], ["下发", 110, AMOUNT],
    ["自评表", 110, AMOUNT], ["收支表", 110, AMOUNT], ["自评表－台账", 120, AMOUNT], ["结论", 90, STATE],
  ]),
  ruleTable: () => table("ruleTable", data.ruleHeads, objects(data.ruleRows), 680, [
    ["规则", 74], ["级别", 110], ["名称", 0, grows(4, 220)], ["涉及单位", 92, COUNT], ["问题数", 82, COUNT], ["涉及单位占比", 116, SHARE],
    ["应查数", 82, COUNT], ["通过", 72, COUNT], ["不通过", 82, COUNT], ["不适用", 82, COUNT], ["未能执行", 92, COUNT],
  ]),
};
const built = { units: tables.units() };

function show(tab) {
  for (const button of document.querySelectorAll("[data-tab]")) button.classList.toggle("chosen", button.dataset.tab === tab);
  for (const pane of document.querySelectorAll(".pane")) pane.hidden = pane.id !== "pane-" + tab;
  if (!built[tab]) {
    built[tab] = tables[tab]();
    built[tab].on("tableBuilt", () => { if (FILTERS.some((id) => byId(id).value)) built[tab].setFilter(filters()[tab]); });
  }
}
for (const button of document.querySelectorAll("[data-tab]")) button.addEventListener("click", () => show(button.dataset.tab));

function fill(id, values, label) {
  for (const value of values) byId(id).append(new Option(label ? label(value) : value, value));
}
const short = (text, most) => (text.length > most ? text.slice(0, most) + "…" : text);
const named = (id, most = 16) => `${id} ${short(titles.get(id) ?? "", most)}`;
fill("rule", [...new Set(data.findings.map((row) => row[at(data.findingHeads, "规则")]))].sort(), (id) => named(id));
fill("state", data.states.map((pair) => pair[0]));
fill("unitList", data.units.map((row) => `${row[0]} ${row[1]}`));

function filters() {
  const words = byId("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (row) => { if (!words.length) return true; const text = Object.values(row).join(" ").toLowerCase(); return words.every((w) => text.includes(w)); };
  const unit = byId("unit").value.trim();
  const own = (row) => !unit || `${row.c0} ${row.c1}`.includes(unit);
  const is = (heads, name, id) => (row) => !byId(id).value || row[field(heads, name)] === byId(id).value;
  const severity = is(data.findingHeads, "级别", "severity"), byRule = is(data.findingHeads, "规则", "rule");
  const state = is(data.unitHeads, "状态", "state");
  const place = at(data.unitHeads, "状态"), chosen = byId("state").value;
  const codes = chosen && new Set(data.units.filter((row) => row[place] === chosen).map((row) => row[0]));
  const finding = (row) => own(row) && severity(row) && byRule(row) && holds(row) && (!codes || codes.has(row.c0));
  const strict = byId("severity").value || byId("rule").value;
  const touched = (strict || words.length) && new Set(findings.filter(finding).map((row) => row.c0));
  const ofUnit = (row) => own(row) && holds(row) && (!codes || codes.has(row.c0));
  return {
    units: (row) => own(row) && state(row) && (!touched || touched.has(row.c0) || (!strict && holds(row))),
    findings: finding, versions: ofUnit, ties: ofUnit,
    ruleTable: (row) => (!byId("rule").value || row.c0 === byId("rule").value) && holds(row),
  };
}
function narrow() {
  for (const [id, keeps] of Object.entries(filters())) if (built[id]) built[id].setFilter(keeps);
}
let waiting = 0;
for (const id of FILTERS) {
  byId(id).addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(narrow, 150); });
}
function choose(id, value) {
  byId(id).value = byId(id).value === value ? "" : value;
  narrow();
}
byId("reset").addEventListener("click", () => {
  for (const id of FILTERS) byId(id).value = "";
  narrow();
});
for (const card of document.querySelectorAll("[data-does]")) {
  const [id, value] = card.dataset.does.split("=");
  if (value) card.addEventListener("click", () => (id === "tab" ? show(value) : choose(id, value)));
}
built.units.on("rowClick", (event, row) => {
  if (event.target.tagName !== "A") choose("unit", `${row.getData().c0} ${row.getData().c1}`);
});
const counted = () => {
  const findings = built.findings ? built.findings.getDataCount("active") : data.findings.length;
  byId("count").textContent = `单位 ${built.units.getDataCount("active")}／${data.units.length}，问题 ${findings}／${data.findings.length}`;
};
show("findings");
for (const one of [built.units, built.findings]) one.on("dataFiltered", () => setTimeout(counted));
built.units.on("tableBuilt", () => { built.units.redraw(true); counted(); });
built.findings.on("tableBuilt", () => { counted(); document.body.dataset.ready = "yes"; });

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.animation = false;
const charts = [];
const draw = (id, type, pairs, colours, options, click) => charts.push(new Chart(byId(id), {
  type,
  data: { labels: pairs.map((p) => p[0]), datasets: [{ data: pairs.map((p) => p[1]), backgroundColor: colours, maxBarThickness: 34 }] },
  options: { maintainAspectRatio: false, onClick: (event, hit) => { if (hit.length && click) click(hit[0].index); }, ...options },
}));
const heading = (text) => ({ display: true, text, font: { size: 14 } });
const counts = { beginAtZero: true, ticks: { precision: 0 } };
const COLOURS = { 通过: "#1e8449", 有警告: "#d4ac0d", 有错误: "#c0392b", 未完全校验: "#6c3483", 未报: "#95a5a6" };
draw("states", "doughnut", data.states.map(([s, n]) => [`${s} ${n}`, n]), data.states.map(([s]) => COLOURS[s]),
  { plugins: { title: heading("报送状态"), legend: { position: "right" } } }, (i) => choose("state", data.states[i][0]));
draw("classes", "bar", data.classes, "#2e75b6",
  { plugins: { title: heading("自评得分分布（折合百分，单位数）"), legend: { display: false } }, scales: { y: counts, x: { ticks: { autoSkip: false } } } });
const label = function (value, place) { return this.chart.width < 460 ? data.topRules[place][0] : named(data.topRules[place][0], this.chart.width < 560 ? 8 : 14); };
draw("rules", "bar", data.topRules, "#b9770e",
  { indexAxis: "y", plugins: { title: heading("涉及单位最多的规则"), legend: { display: false }, tooltip: { callbacks: { title: (hits) => named(hits[0].label, 60) } } }, scales: { x: counts, y: { ticks: { autoSkip: false, font: { size: 11 }, callback: label } } } },
  (i) => choose("rule", data.topRules[i][0]));
addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize(chart.canvas.id === "rules" ? 400 : 270, 210)));
addEventListener("afterprint", () => charts.forEach((chart) => chart.resize()));
