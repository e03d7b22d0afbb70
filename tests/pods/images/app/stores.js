// The connections that the environment describes, with the libraries of the product.
const net = require("node:net");
const Redis = require("ioredis");

const environment = process.env;

exports.knex = () =>
  require("knex")({
    client: "mysql2",
    connection: {
      host: environment.DB_HOST,
      port: Number(environment.DB_PORT),
      user: environment.DB_USER,
      password: environment.DB_PASS,
      database: environment.DB_NAME,
      connectTimeout: 2000,
    },
    pool: { min: 0, max: 4 },
    acquireConnectionTimeout: 2500,
  });

exports.redis = () => {
  const redis = new Redis(environment.REDIS_URL, { maxRetriesPerRequest: 1, connectTimeout: 2000, commandTimeout: 2500, retryStrategy: () => 300 });
  redis.on("error", (error) => console.error(`redis: ${error.message}`));
  return redis;
};

exports.clickhouse = async (query, body = "") => {
  const { CLICKHOUSE_HOST: host, CLICKHOUSE_PORT: port, CLICKHOUSE_DATABASE: database } = environment;
  const parameters = new URLSearchParams({ database, query });
  const headers = { "X-ClickHouse-User": environment.CLICKHOUSE_USER, "X-ClickHouse-Key": environment.CLICKHOUSE_PASSWORD };
  const answer = await fetch(`http://${host}:${port}/?${parameters}`, { method: "POST", headers, body, signal: AbortSignal.timeout(2500) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`ClickHouse: ${answer.status} ${text.slice(0, 200)}`);
  return text;
};

exports.opens = (host, port, milliseconds = 2500) =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ host, port: Number(port) });
    socket.setTimeout(milliseconds, () => socket.destroy(new Error("timed out")));
    socket.on("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
  });
