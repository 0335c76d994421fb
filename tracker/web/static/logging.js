// An officer's list: what is said where scripts run. Everything works without it.
"use strict";

const many = document.getElementById("many");

// The button says what it will do.
function countTicked() {
  const ticked = document.querySelectorAll('input[form="many"][name="ref"]:checked').length;
  const button = many.querySelector("button[type=submit]");
  button.dataset.none ??= button.textContent;
  const sentence = ticked === 0 ? button.dataset.none : ticked === 1 ? button.dataset.one : button.dataset.several;
  const kind = many.elements.kind.selectedOptions[0].textContent;
  button.textContent = sentence.replace("{number}", ticked).replace("{kind}", kind);
}

if (many) {
  const all = many.querySelector("[data-all]");
  all.closest("label").hidden = false;
  document.addEventListener("change", (event) => {
    if (event.target === all) {
      document.querySelectorAll('input[form="many"][name="ref"]').forEach((box) => { box.checked = all.checked; });
    }
    countTicked();
  });
  window.addEventListener("pageshow", countTicked);
  countTicked();
}

// Enter logs, also from the list of statuses; up and down go to the same field of the next project.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.log-one");
  if (!form || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && event.target.tagName === "SELECT") {
    event.preventDefault();
    form.requestSubmit();
  }
  if (event.target.tagName !== "BUTTON" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const buttons = [...document.querySelectorAll("form.log-one button[type=submit]")];
  const next = buttons[buttons.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// The focus stays on the row that was put in its place, also where nothing follows in it any more.
let row = null;
document.addEventListener("htmx:beforeSwap", (event) => { row = event.detail.target.id; });
document.addEventListener("htmx:afterSettle", () => {
  const now = row && document.getElementById(row);
  if (now && !now.contains(document.activeElement)) {
    (now.querySelector("form.log-one button[type=submit]") ?? now).focus();
  }
  if (many) countTicked();
});

// What the server will not take as a part (a sign-in that ended, a file too large) is sent as a whole page.
function sendWhole(event) {
  HTMLFormElement.prototype.submit.call(event.detail.elt.closest("form"));
}
document.addEventListener("htmx:afterRequest", (event) => {
  const status = event.detail.xhr.status;
  if (status >= 400 && status !== 422) sendWhole(event);
});
document.addEventListener("htmx:sendError", sendWhole);
