// pusher-js 8.6.0 against the emulator. Arguments: folder of the package, port, app key, channel.
// Tells what it sees, a line each, until a message says "bye".

"use strict";

const [folder, port, key, channel] = process.argv.slice(2);
const Pusher = require(require.resolve("pusher-js", { paths: [folder] }));

const client = new Pusher(key, {
  wsHost: "127.0.0.1",
  wsPort: Number(port),
  forceTLS: false,
  cluster: "",
  enabledTransports: ["ws"],
  disableStats: true,
});
const tell = (...words) => console.log(words.join(" "));

client.connection.bind("state_change", ({ current }) => tell("state", current));
client.connection.bind("error", ({ data }) => tell("error", data && data.code));
client.connection.bind("message", ({ event }) => event === "pusher:pong" && tell("pong"));

const room = client.subscribe(channel);
room.bind("pusher:subscription_succeeded", () => tell("subscribed", channel));
room.bind("App\\Events\\ChatMessageEvent", ({ content, sender }) => {
  tell("message", sender.username, content);
  if (content === "bye") {
    client.disconnect();
    tell("complete");
  }
});
