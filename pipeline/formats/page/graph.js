"use strict";
// Shows what one episode is related to: its lines and neighbours stay, the rest of the drawing steps back.
(() => {
  const drawing = document.getElementById("graph");
  if (!drawing) return;
  const nodes = [...drawing.querySelectorAll(".node")], edges = [...drawing.querySelectorAll(".edge")];
  const show = (node) => {
    const n = node?.dataset.n, near = new Set([n]);
    for (const edge of edges) {
      const mine = edge.dataset.a === n || edge.dataset.b === n;
      edge.classList.toggle("near", mine);
      if (mine) near.add(edge.dataset.a).add(edge.dataset.b);
    }
    for (const other of nodes) other.classList.toggle("near", near.has(other.dataset.n));
    drawing.classList.toggle("one", Boolean(node));
  };
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => show(node));
    node.addEventListener("focus", () => show(node));
    node.addEventListener("pointerleave", () => show(nodes.find((other) => other === document.activeElement)));
    node.addEventListener("blur", () => show(null));
  }
})();
