// A grid of rows where scripts run: Enter goes down, and behind the last row comes another. Everything works without it.
"use strict";

document.querySelectorAll("table[data-grows]").forEach((table) => {
  const body = table.tBodies[0];
  const count = table.closest("form").querySelector("input[name=rows]");
  const most = 200;

  const addRow = () => {
    if (body.rows.length >= most) return;
    const last = body.rows[body.rows.length - 1];
    const row = last.cloneNode(true);
    const number = body.rows.length + 1;
    row.querySelectorAll(".field-error").forEach((one) => one.remove());
    row.querySelectorAll(".wrong").forEach((one) => one.classList.remove("wrong"));
    row.cells[0].firstChild.textContent = String(number);
    row.querySelectorAll("input, select").forEach((one) => {
      const field = one.name.replace(/\.\d+$/, `.${number}`);
      one.setAttribute("aria-label", one.getAttribute("aria-label").replace(/\d+(?=\D*$)/, String(number)));
      one.removeAttribute("aria-invalid");
      one.removeAttribute("aria-describedby");
      if (one.tagName === "INPUT") one.value = "";
      else one.selectedIndex = last.querySelector(`[name="${one.name}"]`).selectedIndex;
      one.name = field;
      one.id = `f-${field}`;
    });
    body.append(row);
    count.value = String(body.rows.length);
  };

  body.addEventListener("input", (event) => {
    if (event.target.closest("tr") === body.rows[body.rows.length - 1]) addRow();
  });
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.isComposing) return;
    event.preventDefault();
    const row = event.target.closest("tr");
    const column = event.target.name.replace(/\.\d+$/, ".");
    if (row === body.rows[body.rows.length - 1]) addRow();
    row.nextElementSibling?.querySelector(`input[name^="${column}"]`)?.focus();
  });
});
