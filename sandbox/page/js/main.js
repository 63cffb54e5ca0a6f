// Starts the page: draws it, loads what the local Telegram knows, follows what happens.

import { dayKey, simulatedNow } from "./clock.js";
import { Columns } from "./columns.js";
import { el, replaceChildren } from "./element.js";
import { takeEvent } from "./event_intake.js";
import { follow } from "./events.js";
import { openLinkBox } from "./open_link.js";
import { openAddPerson, openPickPeople } from "./people_dialogs.js";
import { perFrame } from "./per_frame.js";
import { Rail } from "./rail.js";
import { store } from "./store.js";
import { applyTheme, onThemeChange } from "./theme.js";
import { TopBar } from "./top_bar.js";
import { applyLanguage, say, setLanguage } from "./words.js";

const CLOCK_TICK_MS = 1000;
const BOT_PAUSE_MS = 2000;
const FRESH_MS = 20_000;
const app = document.getElementById("app");
let bar, rail, columns;
let shownDay = "";
let botTimer = 0;
let freshTimer = 0;

function draw() {
  columns = new Columns({
    openLinkBox: (id) => openLinkBox([id], bring),
    changed: () => rail.show(),
  });
  rail = new Rail({ isShown: (id) => columns.isShown(id), press: (id) => columns.press(id), pick });
  bar = new TopBar({ openLinkBox: () => openLinkBox(columns.shownIds(), bring), changeLanguage });
  const notice = el("div", { class: "trouble", role: "alert" });
  replaceChildren(app, bar.node, notice, el("div", { class: "body" }, rail.node, columns.node));
  showTrouble();
  if (store.people.size) columns.arrange();
}

/** "Today" becomes "Yesterday" when the simulated day turns. */
function tick() {
  bar.clock.show();
  const today = dayKey(simulatedNow());
  if (today !== shownDay) columns.showAll();
  shownDay = today;
}

const bring = (personId) => columns.bring(personId);

function pick() {
  const add = () => openAddPerson((person) => bring(person.id));
  // A phone shows everybody in its rail already: there is nothing to pick.
  if (columns.areNarrow || !store.people.size) return add();
  openPickPeople({ isShown: (id) => columns.isShown(id), toggle: (id) => columns.toggle(id), add });
}

function changeLanguage(code) {
  setLanguage(code);
  draw();
}

async function loadAll() {
  clearTimeout(botTimer);
  await store.load();
  store.setConnected(true);
  // No event tells of a bot's first call.
  if (!store.bots.length) botTimer = setTimeout(() => loadAll().catch(() => {}), BOT_PAUSE_MS);
}

/** What keeps the page from working, in one line on top; empty when nothing does. */
function trouble() {
  if (store.connected === null) return "";
  if (!store.connected) return say("Connecting to the local Telegram…");
  if (store.bots.length) return freshTimer ? say("A fresh world: the one before is gone.") : "";
  return say("Waiting for a bot. Its base URL here: {url}", {
    url: new URL("bot", document.baseURI).href,
  });
}

function showTrouble() {
  const notice = app.querySelector(".trouble");
  notice.textContent = trouble();
  notice.hidden = !notice.textContent;
}

/** Said for a while: whoever has the page open sees everybody's chats empty at once. */
function tellFresh() {
  clearTimeout(freshTimer);
  freshTimer = setTimeout(() => {
    freshTimer = 0;
    showTrouble();
  }, FRESH_MS);
  showTrouble();
}

function listen() {
  store.on(
    "people",
    perFrame(() => columns.arrange()),
  );
  store.on(
    "unread",
    perFrame(() => rail.show()),
  );
  store.on(
    "chat",
    perFrame((personId) => columns.showChat(personId)),
  );
  store.on("answer", (event) => columns.takeAnswer(event));
  store.on("clock", (change) => {
    tick();
    if (change?.moved) bar.clock.glow();
  });
  store.on("link", showTrouble);
  store.on("fresh", tellFresh);
}

applyTheme();
applyLanguage();
draw();
listen();
onThemeChange(() => bar.showTools());
setInterval(tick, CLOCK_TICK_MS);
follow({
  onEvent: takeEvent,
  onOpen: () => loadAll().catch(() => store.setConnected(false)),
  onLost: () => store.setConnected(false),
});
