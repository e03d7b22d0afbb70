// Writes an object into the log store with the identity or the keys of the pod, reads it, and prints whose it is and what it contains.
const fs = require("node:fs");
const { env } = process;
const { LOG_STORE_GENERATIONS_BUCKET: bucket, LOG_STORE_REGION: region } = env;

const request = async (url, options) => {
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return text;
};

// IAM roles for service accounts: the pod's own token is worth the credentials of its role.
const byRole = async () => {
  const body = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: env.AWS_ROLE_ARN,
    RoleSessionName: "tests",
    WebIdentityToken: fs.readFileSync(env.AWS_WEB_IDENTITY_TOKEN_FILE, "utf8"),
  });
  return /<AccessKeyId>(.*)<\/AccessKeyId>/.exec(await request(`https://sts.${region}.amazonaws.com/`, { method: "POST", body }))[1];
};

const byAgent = async () => {
  const Authorization = fs.readFileSync(env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, "utf8");
  return JSON.parse(await request(env.AWS_CONTAINER_CREDENTIALS_FULL_URI, { headers: { Authorization } })).AccessKeyId;
};

const s3 = async (text) => {
  const key = await (env.AWS_ROLE_ARN ? byRole() : env.AWS_CONTAINER_CREDENTIALS_FULL_URI ? byAgent() : env.LOG_STORE_ACCESS_KEY);
  const [name, ...prefix] = bucket.split("/");
  const url = `https://${name}.s3.${region}.amazonaws.com/${[...prefix, text].join("/")}`;
  // moto looks for the account of the key, and checks no signature.
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20200101/${region}/s3/aws4_request, SignedHeaders=host, Signature=0`;
  await request(url, { method: "PUT", body: text, headers: { authorization } });
  return request(url, { headers: { authorization } });
};

const gcs = async (text) => {
  const account = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default";
  const { access_token: token } = JSON.parse(await request(`${account}/token`, { headers: { "Metadata-Flavor": "Google" } }));
  const headers = { Authorization: `Bearer ${token}` };
  const objects = `storage/v1/b/${bucket}/o`;
  await request(`https://storage.googleapis.com/upload/${objects}?uploadType=media&name=${text}`, { method: "POST", body: text, headers });
  const { owner } = JSON.parse(await request(`https://storage.googleapis.com/${objects}/${text}?projection=full`, { headers }));
  return `${owner.entity} ${await request(`https://storage.googleapis.com/${objects}/${text}?alt=media`, { headers })}`;
};

const azure = async (text) => {
  const identity = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F";
  const { access_token: token } = JSON.parse(await request(identity, { headers: { Metadata: "true" } }));
  const url = `https://${env.AZURE_STORAGE_ACCOUNT}.blob.core.windows.net/${env.AZURE_STORAGE_CONTAINER}/${text}`;
  const headers = { Authorization: `Bearer ${token}`, "x-ms-version": "2021-12-02", "x-ms-blob-type": "BlockBlob" };
  await request(url, { method: "PUT", body: text, headers });
  return request(url, { headers });
};

const stores = { s3, s3_assume: s3, gcs_assume: gcs, azure };
stores[env.LOG_STORE](process.argv[1])
  .then(console.log)
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
