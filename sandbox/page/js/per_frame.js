// Draws at most once per frame and key, however many events ask for it.

/** @returns ask(key): draw(key) runs before the next paint */
export function perFrame(draw) {
  const asked = new Set();
  return (key) => {
    if (!asked.size) requestAnimationFrame(drawAsked);
    asked.add(key);
  };

  function drawAsked() {
    const keys = [...asked];
    asked.clear();
    keys.forEach(draw);
  }
}
