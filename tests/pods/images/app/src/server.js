// Stands in for the backend and for the data service: it uses the variables that it receives, and says what it sees.
const crypto = require("node:crypto");
const http = require("node:http");
const { clickhouse, controlPlane, knex, opens, redis } = require("../stores");

// A data plane has neither MySQL nor ClickHouse, and asks the control plane.
const { CLICKHOUSE_HOST, CLICKHOUSE_NATIVE_PORT, DB_HOST, HYBRID_DEPLOYMENT } = process.env;
const database = DB_HOST && knex();
const cache = redis();
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const json = (response, status, body) => {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
};

const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
};

const checks = {
  redis: () => cache.ping(),
  ...(DB_HOST && { mysql: () => database.raw("SELECT 1") }),
  ...(CLICKHOUSE_HOST && { clickhouse: () => clickhouse("SELECT 1"), clickhouseNative: () => opens(CLICKHOUSE_HOST, CLICKHOUSE_NATIVE_PORT) }),
  ...(HYBRID_DEPLOYMENT === "ON" && { controlPlane }),
};

// A data plane has no MySQL, and no ClickHouse if the control plane keeps the analytics.
const { HYBRID_DEPLOYMENT: hybrid, ANALYTICS_STORE: analytics } = process.env;
if (hybrid === "ON") delete checks.mysql;
if (hybrid === "ON" && analytics === "control_plane") for (const name of ["clickhouse", "clickhouseNative"]) delete checks[name];

const stores = async (_, response) => {
  const results = await Promise.allSettled(Object.values(checks).map((check) => check()));
  const report = Object.fromEntries(Object.keys(checks).map((name, at) => [name, results[at].reason?.message ?? "ok"]));
  const well = results.every(({ status }) => status === "fulfilled");
  if (!well) console.error(JSON.stringify(report));
  json(response, well ? 200 : 503, report);
  return well;
};

// A pod is not ready before its stores have answered. After that, a store that restarts, or a slow machine, does not end it.
let started = false;
const health = async (request, response) => {
  if (started) json(response, 200, { started });
  else started = await stores(request, response);
};

const notes = {
  // The answer is sent after every store has confirmed the row.
  async POST(request, response) {
    const text = (await body(request)).toString();
    if (DB_HOST) await database("notes").insert({ text });
    await cache.sadd("notes", text);
    if (CLICKHOUSE_HOST) await clickhouse("INSERT INTO notes (text) FORMAT TabSeparated", `${text}\n`);
    json(response, 201, { text });
  },
  async GET(_, response) {
    const rows = { redis: await cache.smembers("notes") };
    if (DB_HOST) rows.mysql = (await database("notes").select("text")).map(({ text }) => text);
    if (CLICKHOUSE_HOST) rows.clickhouse = (await clickhouse("SELECT DISTINCT text FROM notes FORMAT TabSeparated")).split("\n").filter(Boolean);
    json(response, 200, rows);
  },
};

const stream = async (url, response) => {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  for (let chunk = 0; chunk < Number(url.searchParams.get("chunks")); chunk += 1) {
    response.write(`data: ${chunk}\n\n`);
    await sleep(Number(url.searchParams.get("seconds")));
  }
  response.end();
};

const routes = {
  "/health": health,
  "/stores": stores,
  "/notes": (request, response) => notes[request.method](request, response),
  "/slow": async (request, response, url) => {
    await sleep(Number(url.searchParams.get("seconds")));
    json(response, 200, { host: process.env.HOSTNAME });
  },
  "/stream": (request, response, url) => stream(url, response),
  "/large": (request, response, url) => response.end(Buffer.alloc(Number(url.searchParams.get("bytes")), "x")),
  "/echo": async (request, response, url) => {
    const received = await body(request);
    const sha256 = crypto.createHash("sha256").update(received).digest("hex");
    json(response, 200, { path: request.url, headers: request.headers, bytes: received.length, sha256, host: process.env.HOSTNAME, query: url.search });
  },
};

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url, "http://server");
  const route = routes[url.pathname] ?? routes["/echo"];
  try {
    await route(request, response, url);
  } catch (error) {
    console.error(`${request.method} ${url.pathname}: ${error.message}`);
    if (!response.headersSent) json(response, 500, { error: error.message });
    else response.destroy();
  }
});
server.requestTimeout = 0;
server.listen(Number(process.env.PORT), () => console.log(`listens on ${process.env.PORT}`));

for (const signal of ["SIGTERM", "SIGINT"])
  process.on(signal, () => {
    // Answers in flight are finished, and nothing new is accepted.
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
