// The bots' package as published: it speaks the wire before 2026, so that it logs in and gets no further.
// Arguments: origin, id and key of the bot.
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

const { MezonClient } = require("mezon-sdk");

const [origin, botId, token] = process.argv.slice(2);
const { hostname, port } = new URL(origin);
const client = new MezonClient({ botId, token, host: hostname, port, useSSL: false, timeout: 7000 });
client.login().then(() => console.log("logged in"), () => {});
// It tries ten times; the first one shows everything.
setTimeout(() => { console.log("complete"); process.exit(0); }, 6000);
