// What makes forms kinder where scripts run. Everything works without it.
"use strict";

// The summary of what is wrong takes the focus.
document.querySelector("[data-focus]")?.focus();

// The day follows the period that is chosen, until somebody types another.
document.querySelectorAll("form[data-days]").forEach((form) => {
  const days = JSON.parse(form.dataset.days);
  form.elements.period.addEventListener("change", (event) => {
    if (Object.values(days).includes(form.elements.as_of.value)) form.elements.as_of.value = days[event.target.value];
  });
});

// A form is sent once: its buttons rest until the answer is there, or the page is come back to.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if ((event.submitter?.formTarget || form.target) === "_blank") return; // the answer is in another tab
  setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = true; }));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[method=post] button[type=submit]:disabled").forEach((button) => {
    if (!button.hasAttribute("data-rests")) button.disabled = false;
  });
});
