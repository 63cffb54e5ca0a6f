// An unmodified grammY as a judged bot: grammy_judge.mjs BASE_URL TOKEN [SECRET]; with a secret it
// takes a webhook on a free port, without one it polls. Prints "ready" when it listens.

import { createServer } from "node:http";
import { Bot, GrammyError, InlineKeyboard, InputFile, InputMediaBuilder, webhookCallback } from "grammy";

const [baseUrl, token, secret] = process.argv.slice(2);
const BUTTON = "再来一次";
const TOO_LONG = 4097;
const bot = new Bot(token, { client: { apiRoot: baseUrl } });
const keyboard = new InlineKeyboard().text(BUTTON, "again");

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

async function download(context) {
  const { file_path: path } = await context.getFile();
  const answer = await fetch(`${baseUrl}/file/bot${token}/${path}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function errorOf(call, name) {
  try {
    await call();
  } catch (error) {
    if (error instanceof GrammyError) return name(error);
    throw error;
  }
  return "no error";
}

const NAMES = { 400: "bad request", 403: "forbidden", 409: "conflict" };
const nameOf = (error) => NAMES[error.error_code] ?? error.description;

bot.command("start", (context) =>
  context.reply(`<b>你好 ${escape(context.from.first_name)}</b> <code>${escape(context.match)}</code>`, {
    parse_mode: "HTML",
  }),
);

bot.command("errors", async (context) => {
  const met = [
    await errorOf(() => context.api.sendMessage(context.match, "hello?"), nameOf),
    await errorOf(() => context.reply("x".repeat(TOO_LONG)), nameOf),
    await errorOf(
      () => context.replyWithChatAction("typing"),
      (error) => `retry after ${error.parameters.retry_after}`,
    ),
  ];
  if (secret) met.push(await errorOf(() => context.api.getUpdates(), nameOf));
  await context.reply(met.join(" "));
});

bot.hears("count", (context) => context.reply("0", { reply_markup: keyboard }));

bot.callbackQuery("again", async (context) => {
  const number = Number(context.msg.text) + 1;
  await context.answerCallbackQuery({ text: `第 ${number} 次`, show_alert: true });
  await context.editMessageText(String(number), { reply_markup: keyboard });
});

bot.on("message:text", (context) =>
  context.reply((context.msg.entities ?? []).map((entity) => entity.type).join(" ")),
);

bot.on("message:document", async (context) => {
  const data = await download(context);
  const name = context.msg.document.file_name;
  const caption = `${name} ${data.length} ${context.msg.caption}`;
  await context.replyWithDocument(new InputFile(data, name), { caption });
});

bot.on("message:photo", async (context) => {
  const known = context.msg.photo.at(-1).file_id;
  const uploaded = new InputFile(await download(context), "a.jpg");
  await context.replyWithMediaGroup([InputMediaBuilder.photo(uploaded), InputMediaBuilder.photo(known)]);
});

bot.catch(({ error }) => {
  console.error(error);
  process.exit(1);
});

if (secret) {
  const server = createServer(webhookCallback(bot, "http", { secretToken: secret }));
  server.listen(0, "127.0.0.1", async () => {
    const url = `http://127.0.0.1:${server.address().port}/`;
    await bot.api.setWebhook(url, { secret_token: secret });
    console.log("ready");
  });
} else {
  await bot.start({ onStart: () => console.log("ready") });
}
