// The bots' package of July 2026, which no registry has: built from its repository.
// Arguments: its folder, origin, id and key of the bot.
const Module = require("module");

// What it stores messages with needs a compiler at its installation; nothing of it shows on the wire.
class Database {
  pragma() {}
  exec() {}
  prepare() { return { run() {}, get() {}, all: () => [] }; }
}
const load = Module._load;
Module._load = function (name, ...rest) {
  return name === "better-sqlite3" ? Object.assign(Database, { default: Database }) : load.call(this, name, ...rest);
};

const [folder, origin, botId, token] = process.argv.slice(2);
const { MezonClient } = require(folder);
const { hostname, port } = new URL(origin);
const ok = (name) => console.log("ok " + name);

async function main() {
  const client = new MezonClient({ botId, token, host: hostname, port, useSSL: false, timeout: 7000 });
  const heard = new Promise((resolve) => {
    client.onChannelMessage((message) => { if (message.content?.t === "ping") resolve(message); });
  });
  await client.login();
  ok("login");
  const message = await heard;
  ok("receive");
  const channel = await client.channels.fetch(message.channel_id);
  const sent = await channel.send({ t: "pong" });
  ok("send");
  await (await channel.messages.fetch(message.message_id)).reply({ t: "and again" });
  ok("reply");
  const own = await channel.messages.fetch(sent.id);
  await own.update({ t: "pong!" });
  ok("edit");
  await own.react({ emoji_id: "7", emoji: ":ok:", count: 1 });
  ok("react");
  await own.delete();
  ok("delete");
  await channel.sendEphemeral(String(message.sender_id), { t: "psst" }, message.message_id);
  ok("ephemeral");
  const clan = client.clans.get(message.clan_id);
  if ((await clan.listRoles()).roles.roles.length !== 1) throw new Error("roles");
  ok("roles");
  await clan.listChannelVoiceUsers();
  ok("voice");
  await (await client.users.fetch(message.sender_id)).sendDM({ t: "between us" });
  ok("dm");
  await client.addQuickMenuAccess({ menu_name: "ask", action_msg: "!ask" });
  ok("menu");
  client.closeSocket();
  console.log("complete");
  process.exit(0);
}

main().catch((error) => { console.log("failed", error); process.exit(1); });
