// Draws every chart of the page from the specification beside it. The table under a chart says the same.
// Expressions are interpreted, not compiled, and no style is injected: the page's policy allows neither.
"use strict";

const options = {
  mode: "vega-lite",
  ast: true,
  actions: false,
  renderer: "svg",
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

async function draw(place) {
  const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  place.hidden = false;
  try {
    await vegaEmbed(place, spec, options);
    // Heard as one picture with its finding: its marks' own names are codes, and English in every language.
    place.setAttribute("role", "img");
    place.removeAttribute("aria-roledescription");
    place.querySelector("svg").setAttribute("aria-hidden", "true");
    place.dataset.drawn = "yes";
  } catch (error) {
    place.hidden = true;
    console.error(error);
  }
}

document.querySelectorAll("[data-chart]").forEach(draw);
