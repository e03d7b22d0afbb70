// The public gateway lacks the health check of the enterprise image, and it ends on no signal as the first process of a container.
const http = require("node:http");

const create = http.createServer;
http.createServer = (...parameters) => {
  const listener = parameters.pop();
  return create(...parameters, (request, response) => {
    if (request.url !== "/v1/health") return listener(request, response);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end('{"status":"success"}');
  });
};
process.on("SIGTERM", () => process.exit(0));
