// Where a page shows a part of it anew by itself: its news are told to whoever listens, and it waits while the focus
// is in it, which would be lost.
"use strict";

(() => {
  const find = () => document.querySelector("[data-news]")?.dataset.news ?? "";
  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "status");
  document.querySelector("main").append(told);
  let last = find();

  document.addEventListener("htmx:beforeRequest", (event) => {
    const beside = event.detail.elt.getAttribute("hx-select-oob")?.split(",") ?? [];
    const places = [event.detail.elt, ...beside.map((one) => document.querySelector(one))];
    if (places.some((one) => one?.contains(document.activeElement))) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", () => {
    const news = find();
    if (news === last) return;
    last = told.textContent = news;
  });
})();
