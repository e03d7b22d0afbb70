// A model provider with the interface of OpenAI, outside the product's namespace: the gateway sends requests to it.
const http = require("node:http");

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  if (request.url === "/health") return response.end("ok");
  const asked = JSON.parse(Buffer.concat(parts).toString() || "{}");
  // What the answer is like, the test says in the message.
  const { seconds = 0, words = 1, pause = 0 } = JSON.parse(asked.messages?.[0]?.content ?? "{}");
  await sleep(seconds);
  const id = "chatcmpl-1";
  const message = (content) => ({ role: "assistant", content });
  if (!asked.stream) {
    const choices = [{ index: 0, message: message("word ".repeat(words)), finish_reason: "stop" }];
    const usage = { prompt_tokens: 1, completion_tokens: words, total_tokens: words + 1 };
    response.writeHead(200, { "Content-Type": "application/json" });
    return response.end(JSON.stringify({ id, object: "chat.completion", created: 1, model: asked.model, choices, usage }));
  }
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  for (let word = 0; word < words; word += 1) {
    const choices = [{ index: 0, delta: { content: `word${word} ` }, finish_reason: null }];
    response.write(`data: ${JSON.stringify({ id, object: "chat.completion.chunk", created: 1, model: asked.model, choices })}\n\n`);
    await sleep(pause);
  }
  response.end("data: [DONE]\n\n");
});
server.requestTimeout = 0;
// The gateway keeps connections, and must not use one at the moment at which it is closed for its age.
server.keepAliveTimeout = 0;
server.listen(8080);
process.on("SIGTERM", () => process.exit(0));
