"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const escaped = (text) => String(text ?? "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const badge = (cell) => { const v = escaped(cell.getValue()); return v && `<span class="badge ${v}">${v}</span>`; };
const plain = (cell) => escaped(cell.getValue());
const objects = (heads, rows) => rows.map((row) => Object.fromEntries(row.map((v, i) => ["c" + i, v])));
const FIELD = (heads, name) => "c" + heads.indexOf(name);

function columns(heads, plan) {
  return plan.map(([name, width, more]) => ({
    title: name, field: FIELD(heads, name), width: width || undefined, formatter: plain, formatterPrint: plain,
    headerTooltip: name, ...more,
  }));
}
const number = { hozAlign: "right", sorter: "number" };
const states = { formatter: badge };

function fileLink(cell) {
  const path = String(cell.getValue() ?? "");
  if (!path) return "";
  const href = data.files + "/" + path.split("!")[0].split("/").map(encodeURIComponent).join("/");
  return `<a href="${escaped(href)}">${escaped(path)}</a>`;
}

const units = new Tabulator("#units", {
  data: objects(data.unitHeads, data.units), layout: "fitColumns", height: Math.min(420, 60 + 34 * data.units.length) + "px",
  printAsHtml: true, printRowRange: "active", placeholder: "没有符合条件的单位", columnDefaults: { headerSortTristate: true },
  columns: columns(data.unitHeads, [
    ["预算编码", 96], ["单位名称", 0, { widthGrow: 3, minWidth: 180 }], ["主管部门", 0, { widthGrow: 2, minWidth: 120 }],
    ["状态", 104, states], ["错误", 70, number], ["警告", 70, number], ["提示", 70, number],
    ["全年预算", 100, number], ["全年执行", 100, number], ["自评得分", 92, number], ["自动得分", 92, number], ["等次", 70],
    ["逾期天数", 92, number], ["文件", 0, { widthGrow: 3, minWidth: 160, formatter: fileLink }],
  ]),
});
const findings = new Tabulator("#findings", {
  data: objects(data.findingHeads, data.findings), layout: "fitColumns", height: Math.min(640, 60 + 60 * data.findings.length) + "px",
  printAsHtml: true, printRowRange: "active", placeholder: "没有符合条件的问题", columnDefaults: { headerSortTristate: true },
  columns: columns(data.findingHeads, [
    ["单位名称", 0, { widthGrow: 2, minWidth: 150 }], ["级别", 78, states], ["规则", 70], ["工作表", 100], ["单元格", 78],
    ["问题", 0, { widthGrow: 6, minWidth: 260 }], ["填报数", 92], ["应为", 92], ["怎么改", 0, { widthGrow: 3, minWidth: 180 }],
  ]),
});

function fill(id, values) {
  for (const value of [...new Set(values)].sort()) byId(id).add(new Option(value, value));
}
fill("rule", data.findings.map((row) => row[data.findingHeads.indexOf("规则")]));
fill("state", data.units.map((row) => row[data.unitHeads.indexOf("状态")]));

function narrow() {
  const words = byId("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (row) => { const text = Object.values(row).join(" ").toLowerCase(); return words.every((w) => text.includes(w)); };
  const is = (heads, name, id) => (row) => !byId(id).value || row[FIELD(heads, name)] === byId(id).value;
  const severity = is(data.findingHeads, "级别", "severity"), rule = is(data.findingHeads, "规则", "rule");
  const state = is(data.unitHeads, "状态", "state");
  const chosen = byId("state").value && new Set(data.units.filter((row) => row[data.unitHeads.indexOf("状态")] === byId("state").value).map((row) => row[0]));
  units.setFilter((row) => state(row) && holds(row));
  findings.setFilter((row) => severity(row) && rule(row) && holds(row) && (!chosen || chosen.has(row.c0)));
}
let waiting = 0;
for (const id of ["search", "severity", "rule", "state"]) {
  byId(id).addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(narrow, 150); });
}
byId("reset").addEventListener("click", () => {
  for (const id of ["search", "severity", "rule", "state"]) byId(id).value = "";
  narrow();
});
units.on("rowClick", (event, row) => {
  if (event.target.tagName !== "A") { byId("search").value = row.getData().c0; narrow(); }
});
const counted = () => {
  byId("count").textContent = `单位 ${units.getDataCount("active")}／${data.units.length}，问题 ${findings.getDataCount("active")}／${data.findings.length}`;
};
units.on("dataFiltered", () => setTimeout(counted)); findings.on("dataFiltered", () => setTimeout(counted));
units.on("tableBuilt", counted); findings.on("tableBuilt", () => { counted(); document.body.dataset.ready = "yes"; });

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.animation = false;
const bars = (id, title, pairs, colour, along) => new Chart(byId(id), {
  type: "bar",
  data: { labels: pairs.map((p) => p[0]), datasets: [{ data: pairs.map((p) => p[1]), backgroundColor: colour }] },
  options: {
    maintainAspectRatio: false, indexAxis: along ? "y" : "x",
    plugins: { legend: { display: false }, title: { display: true, text: title } },
    scales: { [along ? "x" : "y"]: { beginAtZero: true, ticks: { precision: 0 } }, [along ? "y" : "x"]: { ticks: { autoSkip: false } } },
  },
});
const COLOURS = { 通过: "#1e8449", 有警告: "#d4ac0d", 有错误: "#c0392b", 未完全校验: "#6c3483", 未报: "#95a5a6" };
new Chart(byId("states"), {
  type: "doughnut",
  data: { labels: data.states.map((s) => `${s[0]} ${s[1]}`), datasets: [{ data: data.states.map((s) => s[1]), backgroundColor: data.states.map((s) => COLOURS[s[0]]) }] },
  options: { maintainAspectRatio: false, plugins: { title: { display: true, text: "报送状态" }, legend: { position: "right" } } },
});
bars("classes", "自评得分分布（折合百分）", data.classes, "#2e75b6", false);
bars("rules", "问题最多的规则（涉及单位数）", data.topRules, "#b9770e", true);
