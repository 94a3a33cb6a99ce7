// What the page does without it too: here typing in a row ticks it.
"use strict";

document.addEventListener("input", (event) => {
  const row = event.target.closest(".article-row");
  if (!row || event.target.type === "checkbox") return;
  const pick = row.querySelector("input[type=checkbox]");
  if (event.target.value) pick.checked = true;
});
