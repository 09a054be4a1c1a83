"use strict";

// Tables with the class `sorted`: buttons in the heads sort, a field above filters.
for (const table of document.querySelectorAll("table.sorted")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const numeric = head.classList.contains("n");
      const down = head.getAttribute("aria-sort") === (numeric ? "descending" : "ascending");
      const sign = numeric === down ? 1 : -1;
      const value = (row) => {
        const said = row.cells[column].textContent.trim();
        const number = parseFloat(said.replace(/[^0-9.]/g, ""));
        return numeric ? (Number.isNaN(number) ? -1 : number) : said;
      };
      const order = (one, other) =>
        numeric ? value(one) - value(other) : value(one).localeCompare(value(other), "en", { numeric: true });
      body.append(...[...body.rows].sort((one, other) => sign * order(one, other)));
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    });
  });
  filterable(table.parentElement, [...body.rows], () => {});
}

// Survivors: the field filters them and opens the groups that are left.
const groups = [...document.querySelectorAll("#survivors > details")];
if (groups.length > 1) {
  const items = groups.flatMap((group) => [...group.querySelectorAll("article")]);
  filterable(groups[0], items, (word) => {
    for (const group of groups) {
      const left = group.querySelectorAll("article:not([hidden])").length;
      group.hidden = left === 0;
      if (word) group.open = left > 0;
    }
  });
}

function filterable(before, items, onChange) {
  if (items.length < 8) return;
  const label = document.createElement("label");
  label.className = "filter";
  const field = document.createElement("input");
  field.type = "search";
  const left = document.createElement("span");
  left.setAttribute("role", "status");
  label.append("Filter ", field, " ", left);
  before.before(label);
  field.addEventListener("input", () => {
    const word = field.value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      const group = item.parentElement.closest("details");
      const said = item.textContent + (group ? group.querySelector("summary").textContent : "");
      item.hidden = !said.toLowerCase().includes(word);
      shown += item.hidden ? 0 : 1;
    }
    left.textContent = word ? `${shown} of ${items.length}` : "";
    onChange(word);
  });
}

// The kill matrix: a crosshair, and what the cell below the pointer says.
const kills = document.getElementById("kills");
if (kills) {
  const cross = document.createElement("style");
  document.head.append(cross);
  const reading = document.getElementById("reading");
  const idle = [...kills.querySelectorAll("tbody tr:not(.group)")].filter(
    (row) => row.cells[1].textContent === "0",
  );
  if (idle.length) {
    const label = document.createElement("label");
    label.className = "filter";
    const box = document.createElement("input");
    box.type = "checkbox";
    label.append(box, ` Leave out ${idle.length} rules that reject nothing here`);
    box.addEventListener("change", () => {
      for (const row of idle) row.hidden = box.checked;
    });
    reading.before(label);
  }
  kills.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td, th");
    const row = cell && cell.closest("tr:not(.group)");
    if (!row || (row.parentElement.tagName === "THEAD" && !row.matches(".names, .lost"))) return;
    // Cells of the names start two columns later: the corner spans their row.
    const column = cell.cellIndex + (row.matches(".names") ? 2 : 0);
    const operator = column > 1 ? kills.tHead.rows[1].cells[column - 2].title : "";
    const rule = row.matches(".names") ? "" : row.cells[0].textContent;
    const number = row.matches(".names") || !operator ? "" : cell.textContent || "0";
    reading.textContent = [rule, operator, number].filter(Boolean).join(" · ") || "\u00a0";
    cross.textContent = operator
      ? `#kills tbody tr:not(.group) > :nth-child(${column + 1}),
         #kills .lost > :nth-child(${column + 1}),
         #kills .names > :nth-child(${column - 1}) { box-shadow: inset 1px 0 var(--ink), inset -1px 0 var(--ink); }`
      : "";
  });
  kills.addEventListener("pointerleave", () => {
    cross.textContent = "";
    reading.textContent = "\u00a0";
  });
}

// A link into a closed group, and paper, need it open.
const openAround = () => {
  const there = location.hash && document.getElementById(location.hash.slice(1));
  const group = there && there.closest("details");
  if (group) group.open = true;
};
addEventListener("hashchange", openAround);
openAround();
addEventListener("beforeprint", () => {
  for (const group of document.querySelectorAll("details")) group.open = true;
});
