// The public gateway lacks the health check and the MCP gateway of the enterprise image, and as the first process of a container it ends
// on no signal.
const http = require("node:http");

const create = http.createServer;
const servers = [];
http.createServer = (...parameters) => {
  const listener = parameters.pop();
  const server = create(...parameters, (request, response) => {
    if (request.url !== "/v1/health") return listener(request, response);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end('{"status":"success"}');
  });
  servers.push(server);
  return server;
};

// Answers as an MCP server does when a client connects: in one event of a stream.
const initialize = async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { id, params } = JSON.parse(Buffer.concat(parts).toString());
  const result = { protocolVersion: params.protocolVersion, capabilities: {}, serverInfo: { name: request.headers.host, version: "1" } };
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.end(`event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result })}\n\n`);
};
if (process.env.MCP_PORT) {
  const server = http.createServer((request, response) => initialize(request, response).catch(() => response.writeHead(400).end()));
  server.listen(Number(process.env.MCP_PORT));
}

// The gateway adds headers to a streamed answer of a provider, and those that fetch returns cannot be changed.
const { fetch } = globalThis;
globalThis.fetch = async (...parameters) => {
  const response = await fetch(...parameters);
  return new Response(response.body, response);
};

process.on("SIGTERM", () => {
  // Answers in flight are finished, and nothing new is accepted.
  Promise.all(servers.map((server) => new Promise((closed) => server.close(closed)))).then(() => process.exit(0));
  for (const server of servers) server.closeIdleConnections();
});
