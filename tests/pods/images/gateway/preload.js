// The public gateway lacks the health check of the enterprise image, and as the first process of a container it ends on no signal.
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

// The gateway adds headers to a streamed answer of a provider, and those that fetch returns cannot be changed.
const { fetch } = globalThis;
globalThis.fetch = async (...parameters) => {
  const response = await fetch(...parameters);
  return new Response(response.body, response);
};

process.on("SIGTERM", () => {
  // Answers in flight are finished, and nothing new is accepted.
  for (const server of servers) {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  }
});
