// Files that reach the composer by being dropped on a column or pasted into its field.

/** Calls add(files); the column carries the class "dropping" while files hover over it. */
export function acceptDrops(column, add) {
  let depth = 0;
  const hover = (change) => {
    depth = Math.max(0, depth + change);
    column.classList.toggle("dropping", depth > 0);
  };
  const on = (type, react) =>
    column.addEventListener(
      type,
      (event) => event.dataTransfer?.types.includes("Files") && react(event),
    );
  // dragenter and dragleave also come from children: only the balance says whether the file left.
  on("dragenter", () => hover(1));
  on("dragleave", () => hover(-1));
  on("dragover", (event) => event.preventDefault());
  on("drop", (event) => {
    event.preventDefault();
    hover(-depth);
    add([...event.dataTransfer.files]);
  });
}

export function acceptPastes(field, add) {
  field.addEventListener("paste", (event) => {
    const pasted = [...event.clipboardData.files];
    if (!pasted.length) return;
    event.preventDefault();
    add(pasted);
  });
}
