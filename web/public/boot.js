// Runs before the first paint: language and theme, so that neither flashes. Everything else waits for the module.
(function () {
  var root = document.documentElement;
  try {
    var query = new URLSearchParams(location.search);
    var theme = query.get("theme") || localStorage.getItem("entrepot.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    var lang = query.get("lang") || localStorage.getItem("entrepot.lang") || navigator.language;
    root.lang = /^zh/i.test(lang) ? "zh-CN" : "en";
  } catch (error) {
    root.lang = "en";
  }
})();
