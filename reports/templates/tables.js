// Sort and filter the page's tables. Without this script they read just as well: nothing depends on it.
"use strict";
(() => {
  const LONG = 20;
  const PARTICULARS = "tbl-header"; // the head of the report: items in their own order, nothing to compare
  const MISSING = /^(?:–|\[[a-z]\]|not compared.*|no figure.*|)$/;
  const FIGURE = /^[£<+]?[−-]?\d[\d,]*(?:\.\d+)?/;
  const DAY = /^\d{1,2} [A-Z][a-z]+ \d{4}$/;
  const alphabet = new Intl.Collator("en-GB", { numeric: true });

  const text = (cell) => cell.textContent.trim();

  function amount(words) {
    if (DAY.test(words)) return Date.parse(words + " UTC");
    const found = words.match(FIGURE);
    return found ? Number(found[0].replace(/[£<+,]/g, "").replace("−", "-")) : NaN;
  }

  function inOrder(rows, column, descending) {
    const cells = rows.map((row) => ({ row, words: text(row.cells[column]) }));
    const held = cells.filter((cell) => !MISSING.test(cell.words));
    const missing = cells.filter((cell) => MISSING.test(cell.words));
    const days = held.every((cell) => DAY.test(cell.words));
    const figures = days || held.every((cell) => !DAY.test(cell.words) && !Number.isNaN(amount(cell.words)));
    const compare = figures
      ? (one, other) => amount(one.words) - amount(other.words)
      : (one, other) => alphabet.compare(one.words, other.words);
    held.sort((one, other) => (descending ? -1 : 1) * compare(one, other));
    return [...held, ...missing].map((cell) => cell.row);
  }

  function makeSortable(table, say) {
    const body = table.tBodies[0];
    const published = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const ways = ["ascending", "descending", null];
    heads.forEach((head, column) => {
      if (!text(head)) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = ways.indexOf(head.getAttribute("aria-sort"));
        const way = ways[(now + 1) % ways.length];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (way) head.setAttribute("aria-sort", way);
        body.append(...(way ? inOrder(published, column, way === "descending") : published));
        say(
          way
            ? `Your order: by ${text(head)}, ${way}. It is not a ranking: a difference may be chance.`
            : "Back in the report's own order."
        );
      });
    });
  }

  function makeFilter(table, region, say) {
    const rows = [...table.tBodies[0].rows];
    const label = document.createElement("label");
    label.className = "filter";
    const field = document.createElement("input");
    field.type = "search";
    field.autocomplete = "off";
    const name = region.getAttribute("aria-label").split(":")[0].replace(" as a table", "");
    label.append(`Show only rows of ${name} with `, field);
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLocaleLowerCase("en-GB");
      rows.forEach((row) => {
        const words = [...row.cells].map(text).join(" ").toLocaleLowerCase("en-GB");
        row.hidden = !words.includes(wanted);
      });
      const shown = rows.filter((row) => !row.hidden).length;
      say(wanted ? `${shown} of ${rows.length} rows.` : `All ${rows.length} rows.`);
    });
    region.before(label);
  }

  // A table that fits is no stop of the keyboard; of one that does not, the page says that it goes on.
  function watchWidth(region) {
    const hint = document.createElement("p");
    hint.className = "scrolls";
    hint.textContent = "This table goes on to the right: scroll, or press Tab to reach it and use the arrow keys.";
    region.before(hint);
    new ResizeObserver(() => {
      const fits = region.scrollWidth <= region.clientWidth + 1;
      hint.hidden = fits;
      if (fits) region.removeAttribute("tabindex");
      else region.tabIndex = 0;
    }).observe(region);
  }

  for (const region of document.querySelectorAll("main .table-region")) {
    const table = region.querySelector("table");
    watchWidth(region);
    const simple = table.tHead?.rows.length === 1 && table.tBodies.length === 1 && !table.querySelector("[rowspan], [colspan]");
    if (!simple || table.id === PARTICULARS || table.tBodies[0].rows.length < 3) continue;
    const told = document.createElement("p");
    told.className = "told";
    told.setAttribute("role", "status");
    const say = (words) => { told.textContent = words; };
    if (table.tBodies[0].rows.length > LONG) makeFilter(table, region, say);
    region.before(told);
    makeSortable(table, say);
  }
})();
