// While a statement is typed: how its words would be read, where it stands, which names are known.
// "n" goes to the form on a claim's page. Everything works without this.
"use strict";

(() => {
  const PAUSE = 150;

  const later = (task) => {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(task, PAUSE);
    };
  };

  const ask = async (address, asked) => {
    const answer = await fetch(`${address}?${new URLSearchParams(asked)}`, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
    });
    return answer.ok ? answer.json() : null;
  };

  const fill = (list, choices) => {
    list.replaceChildren(...choices.map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = label;
      return option;
    }));
  };

  const watchWords = (fields, named) => {
    const shown = fields.querySelector(".reading");
    const tell = async () => {
      const wording = named("wording").value;
      if (!wording.trim()) return void (shown.textContent = "");
      const value = named("value") ? named("value").value : "";
      const read = await ask(fields.dataset.reading, { claim: named("claim").value, wording, value });
      if (!read || named("wording").value !== wording) return;
      shown.textContent = read.is_read ? `Read as ${read.words}` : read.words;
      shown.classList.toggle("unread", !read.is_read);
    };
    for (const name of ["wording", "value", "claim"]) {
      if (named(name)) named(name).addEventListener("input", later(tell));
    }
    if (named("wording").value) tell();
  };

  const watchPlace = (fields, named) => {
    const shown = fields.querySelector(".placed");
    const box = named("where");
    const tell = async () => {
      const where = box.value;
      if (!where.trim()) return void (shown.textContent = "");
      const place = await ask(fields.dataset.place, { where });
      if (!place || box.value !== where) return;
      shown.textContent = place.words;
      fields.classList.toggle("known-document", place.is_known);
      const readings = named("document_version");
      if (readings && readings.list) fill(readings.list, place.versions);
    };
    box.addEventListener("change", tell);
    if (box.value) tell();
  };

  const watchNames = (fields, box) => {
    const offer = async () => {
      const typed = box.value;
      if (typed.length < 2 || /^https?:/.test(typed)) return;
      const found = await ask(fields.dataset.names, { of: box.dataset.names, q: typed });
      if (found && box.value === typed) fill(box.list, found.names);
    };
    box.addEventListener("input", later(offer));
  };

  // The admin's scripts stand in the head, before there is a form.
  document.addEventListener("DOMContentLoaded", () => {
    for (const fields of document.querySelectorAll(".statement-fields")) {
      const named = (name) => fields.querySelector(`[name="${name}"]`);
      watchWords(fields, named);
      watchPlace(fields, named);
      for (const box of fields.querySelectorAll("[data-names][list]")) {
        if (box.dataset.names !== "version") watchNames(fields, box);
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    const box = document.getElementById("new_where");
    if (!box || event.key !== "n" || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = document.activeElement;
    if (at && at.matches("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
  });
})();
