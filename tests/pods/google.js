// Stands in for Google Cloud next to the nodes: the metadata server of GKE, workload identity, Secret Manager and Cloud Storage.
// node google.js SETTINGS: a JSON file with the addresses, the API server, the project, the entries, and who may read and write what.
const crypto = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const http2 = require("node:http2");
const https = require("node:https");

const settings = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const pem = (name) => fs.readFileSync(settings[name]);
const objects = new Map();
const tokens = new Map();
const LIFETIME = 3600;

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const read = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};

const kubernetes = (method, path, body) =>
  new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${settings.token}`, "Content-Type": "application/json" };
    const request = https.request(`${settings.server}${path}`, { method, headers, ca: pem("authority") }, async (answer) => {
      const text = await read(answer);
      if (answer.statusCode < 300) resolve(JSON.parse(text));
      else reject(new Refusal(answer.statusCode, `${method} ${path}: ${answer.statusCode}`));
    });
    request.on("error", reject);
    request.end(body && JSON.stringify(body));
  });

const issue = (holder) => {
  const token = crypto.randomBytes(16).toString("hex");
  tokens.set(token, holder);
  return token;
};

const holder = (request) => tokens.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));

const google = async (namespace, account) => {
  const { metadata } = await kubernetes("GET", `/api/v1/namespaces/${namespace}/serviceaccounts/${account}`);
  return metadata.annotations?.["iam.gke.io/gcp-service-account"];
};

// The metadata server knows a pod by its address.
const caller = async (address) => {
  const { items } = await kubernetes("GET", `/api/v1/pods?fieldSelector=status.podIP=${address}`);
  const [pod] = items.filter(({ spec }) => !spec.hostNetwork);
  const email = pod && (await google(pod.metadata.namespace, pod.spec.serviceAccountName));
  if (!email) throw new Refusal(404, `${address} has no Google service account`);
  return email;
};

const metadata = {
  "/computeMetadata/v1/project/project-id": () => settings.project,
  "/computeMetadata/v1/instance/attributes/cluster-location": () => "europe-west4",
  "/computeMetadata/v1/instance/attributes/cluster-name": () => "tests",
  "/computeMetadata/v1/instance/service-accounts/default/email": (address) => caller(address),
  "/computeMetadata/v1/instance/service-accounts/default/token": async (address) =>
    JSON.stringify({ access_token: issue(await caller(address)), expires_in: LIFETIME, token_type: "Bearer" }),
};

const serveMetadata = async (request, response) => {
  const answer = metadata[request.url.split("?")[0]];
  if (request.headers["metadata-flavor"] !== "Google") throw new Refusal(403, "Metadata-Flavor is missing");
  if (!answer) throw new Refusal(404, request.url);
  const text = await answer(request.socket.remoteAddress);
  response.writeHead(200, { "Content-Type": text.startsWith("{") ? "application/json" : "application/text", "Metadata-Flavor": "Google" });
  response.end(text);
};

// A token of a Kubernetes service account for the project's pool of identities becomes one of Google's.
const exchange = async (body) => {
  const { subject_token: token, audience } = JSON.parse(body);
  const pool = `${settings.project}.svc.id.goog`;
  if (!audience.startsWith(`identitynamespace:${pool}:`)) throw new Refusal(400, audience);
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token, audiences: [pool] } };
  const { status } = await kubernetes("POST", "/apis/authentication.k8s.io/v1/tokenreviews", review);
  if (!status.authenticated) throw new Refusal(401, "the token is not for the pool");
  return { access_token: issue(status.user.username), expires_in: LIFETIME, token_type: "Bearer" };
};

const storage = async (request, url) => {
  const email = holder(request);
  const named = new RegExp(`^(/upload)?/storage/v1/b/${settings.bucket}/o(?:/(.*))?$`).exec(url.pathname);
  if (!settings.writers.includes(email)) throw new Refusal(email ? 403 : 401, `${email} has no access`);
  if (!named) throw new Refusal(404, url.pathname);
  if (request.method === "POST") {
    const name = url.searchParams.get("name");
    objects.set(name, { owner: email, body: await read(request) });
    return { bucket: settings.bucket, name };
  }
  const found = objects.get(decodeURIComponent(named[2]));
  if (!found) throw new Refusal(404, named[2]);
  return url.searchParams.get("alt") === "media" ? found.body : { owner: { entity: `user-${found.owner}` } };
};

// The messages of gRPC, as far as these calls need them: fields of bytes, and one of seconds.
const varint = (value) => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
const field = (number, value) => Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(value.length)]), value]);
const firstField = (message) => {
  let length = 0;
  let at = 1;
  for (let shift = 0; ; shift += 7) {
    const byte = message[at++];
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) return message.subarray(at, at + length).toString();
  }
};

const calls = {
  "/google.iam.credentials.v1.IAMCredentials/GenerateAccessToken": async (request, name) => {
    const [, , namespace, account] = (holder(request) ?? "").split(":");
    const email = name.split("/").at(-1);
    if (!account || (await google(namespace, account)) !== email) throw new Refusal(7, `${namespace}/${account} may not act as ${email}`);
    const expiry = Buffer.from([8, ...varint(Math.floor(Date.now() / 1000) + LIFETIME)]);
    return Buffer.concat([field(1, Buffer.from(issue(email))), field(3, expiry)]);
  },
  "/google.cloud.secretmanager.v1.SecretManagerService/AccessSecretVersion": async (request, name) => {
    const [, project, , secret, , version] = name.split("/");
    if (holder(request) !== settings.reader) throw new Refusal(7, `${holder(request)} may not read ${name}`);
    if (project !== settings.project || version !== "latest" || !settings.entries[secret]) throw new Refusal(5, name);
    return Buffer.concat([field(1, Buffer.from(name)), field(2, field(1, Buffer.from(settings.entries[secret])))]);
  },
};

const serveCall = async (request, response) => {
  const message = await read(request);
  let trailers = { "grpc-status": "0" };
  response.writeHead(200, { "Content-Type": "application/grpc" });
  try {
    const answer = await calls[request.url](request, firstField(message.subarray(5)));
    const length = Buffer.alloc(5);
    length.writeUInt32BE(answer.length, 1);
    response.write(Buffer.concat([length, answer]));
  } catch (error) {
    console.error(`${request.url}: ${error.message}`);
    trailers = { "grpc-status": String(error.status ?? 13), "grpc-message": error.message };
  }
  response.addTrailers(trailers);
  response.end();
};

const serveApis = async (request, response) => {
  if (request.url in calls) return serveCall(request, response);
  const url = new URL(request.url, "https://google");
  const host = request.headers[":authority"] ?? request.headers.host;
  const answer = host === "storage.googleapis.com" ? await storage(request, url) : await exchange(await read(request));
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(Buffer.isBuffer(answer) ? answer : JSON.stringify(answer));
};

const guarded = (serve) => (request, response) =>
  serve(request, response).catch((error) => {
    console.error(`${request.method} ${request.url}: ${error.message}`);
    response.writeHead(error.status ?? 500);
    response.end(error.message);
  });

for (const [address, port] of settings.metadata) http.createServer(guarded(serveMetadata)).listen(port, address);
const [address, port] = settings.apis;
http2.createSecureServer({ key: pem("key"), cert: pem("certificate"), allowHTTP1: true }, guarded(serveApis)).listen(port, address);
