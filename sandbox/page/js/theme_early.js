// Sets the chosen theme before the first paint, so that a reload does not flash. Nothing else.
try {
  const { theme } = JSON.parse(localStorage.getItem("koc.layout") || "{}");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed or spoilt: the system's theme then stands.
}
