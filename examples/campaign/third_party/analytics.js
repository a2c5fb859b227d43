// What a measuring script usually does, written so that it can be read.
(() => {
  const day = 86400;
  const life = 13 * 30 * day;
  const today = Math.floor(Date.now() / 1000 / day);

  // It knows a browser again by a cookie of the site that loads it …
  const known = document.cookie.match(/(?:^|; )_ga=([^;]+)/);
  const visitor = known ? known[1] : `GA1.1.${Math.floor(Math.random() * 2 ** 31)}`;
  document.cookie = `_ga=${visitor}; Max-Age=${life}; Path=/; SameSite=Lax`;

  // … counts its visits in the browser …
  const [count, since] = (localStorage.getItem("_visits") ?? `0 ${today}`).split(" ").map(Number);
  const expired = (today - since) * day > life;
  localStorage.setItem("_visits", expired ? `1 ${today}` : `${count + 1} ${since}`);

  // … and tells its own server which page was read by whom.
  const report = new URL("/collect", document.currentScript.src);
  report.search = new URLSearchParams({ visitor, page: location.pathname });
  fetch(report, { mode: "no-cors", credentials: "include", keepalive: true });
})();
