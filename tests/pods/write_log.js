// Writes an object into the log store with the credentials that the pod's own token is worth, reads it, and prints it.
const fs = require("node:fs");
const { AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, LOG_STORE_GENERATIONS_BUCKET, LOG_STORE_REGION: region } = process.env;

const request = async (url, options) => {
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return text;
};

const main = async (text) => {
  const body = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: AWS_ROLE_ARN,
    RoleSessionName: "tests",
    WebIdentityToken: fs.readFileSync(AWS_WEB_IDENTITY_TOKEN_FILE, "utf8"),
  });
  const [, key] = /<AccessKeyId>(.*)<\/AccessKeyId>/.exec(await request(`https://sts.${region}.amazonaws.com/`, { method: "POST", body }));
  const [bucket, ...prefix] = LOG_STORE_GENERATIONS_BUCKET.split("/");
  const url = `https://${bucket}.s3.${region}.amazonaws.com/${[...prefix, text].join("/")}`;
  // moto looks for the account of the key, and checks no signature.
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20200101/${region}/s3/aws4_request, SignedHeaders=host, Signature=0`;
  await request(url, { method: "PUT", body: text, headers: { authorization } });
  console.log(await request(url, { headers: { authorization } }));
};

main(process.argv[1]).catch((error) => {
  console.error(error);
  process.exit(1);
});
