// The web app's own client, as published: its calls are those of today, its envelopes are not.
// Arguments: origin, address to log in with, id of the clan, id of its channel.
// A browser has these; node 20 has not.
globalThis.WebSocket ??= require("ws");

const { Client } = require("mezon-js");

const [origin, email, clan, channel] = process.argv.slice(2);
const { hostname, port } = new URL(origin);
const ok = (name) => console.log("ok " + name);

function expect(what, wanted, seen) {
  if (seen !== wanted) throw new Error(`${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
}

async function main() {
  const client = new Client("key", hostname, port, false);
  const session = await client.authenticateEmail(email, "password");
  expect("host", `http://${hostname}:${port}`, session.api_url);
  ok("login");

  const clans = await client.listClanDescs(session, 10, 1, "");
  expect("clan", clan, String(clans.clandesc[0].clan_id));
  const channels = await client.listChannelDescs(session, 100, 1, "", clan, 1);
  expect("channel", true, channels.channeldesc.some((each) => String(each.channel_id) === channel));
  ok("lists");

  const history = await client.listChannelMessages(session, clan, channel, "0", 1, 50);
  expect("message", "ping", history.messages[0].content.t);
  ok("history");

  // Its envelopes are of the wire before 2026: the number of a request is text in them.
  const socket = client.createSocket(false, hostname, port);
  await socket.connect(session, true, "0");
  ok("connect");
  const failed = await socket.joinClanChat(clan).then(() => null, (error) => error);
  expect("join", "The socket timed out while waiting for a response.", failed);
  ok("old envelopes");
  console.log("complete");
  process.exit(0);
}

main().catch((error) => {
  console.log("failed", error instanceof Response ? `${error.status} ${error.url}` : error);
  process.exit(1);
});
