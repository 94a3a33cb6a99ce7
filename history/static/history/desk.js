// "/" goes to the search: the list's own where there is one, else that of the whole record.
// Everything works without this.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
  const at = document.activeElement;
  if (at && at.matches("input, textarea, select, [contenteditable]")) return;
  const search = document.getElementById("searchbar") || document.getElementById("desk-q");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// Boxes that are found by typing take the name of their label; the library gives them none. Asked
// of its jQuery, so that it comes after the library has made them.
window.django?.jQuery?.(() => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels[0];
    const box = select.nextElementSibling?.querySelector("[role=combobox]");
    if (!label || !box) continue;
    const shown = box.querySelector(".select2-selection__rendered");
    label.id ||= `${select.id}_label`;
    box.setAttribute("aria-labelledby", shown?.id ? `${label.id} ${shown.id}` : label.id);
    box.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
    shown?.removeAttribute("role");
    shown?.removeAttribute("aria-readonly");
  }
});

// A filter that stands open folds when something else is clicked, or at Escape.
for (const event of ["click", "keydown"]) {
  document.addEventListener(event, ({ target, key }) => {
    if (event === "keydown" && key !== "Escape") return;
    for (const open of document.querySelectorAll("details.filter[open]")) {
      if (event === "click" && open.contains(target)) continue;
      if (open.contains(document.activeElement)) open.querySelector("summary").focus();
      open.open = false;
    }
  });
}
