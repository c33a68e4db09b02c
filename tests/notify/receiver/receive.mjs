// SPDX-License-Identifier: Apache-2.0
// A receiver of webhooks over https that verifies with the library of the standard, and says on stdout
// what it got, a line each. How it answers is said by the path: /ok, /gone, /later, /moved, /broken; or by
// the file `answer` of its folder, while there is one: a status.
import fs from "node:fs";
import https from "node:https";
import { createRequire } from "node:module";

const [modules, cert, key, folder, ...secrets] = process.argv.slice(2);
const { Webhook } = createRequire(modules + "/")("standardwebhooks");
const answers = { "/gone": 410, "/later": 503, "/moved": 302, "/broken": 500 };

function verify(body, headers) {
  return secrets.map((secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
}

const options = { cert: fs.readFileSync(cert), key: fs.readFileSync(key) };
const server = https.createServer(options, (request, response) => {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    let status = answers[request.url] ?? 204;
    try {
      status = Number(fs.readFileSync(folder + "/answer", "utf8"));
    } catch {
      // nobody asked for another
    }
    const headers = {};
    if (request.url === "/later") headers["Retry-After"] = "30";
    if (request.url === "/moved") headers["Location"] = "/ok";
    console.log(JSON.stringify({
      path: request.url, method: request.method, status,
      id: request.headers["webhook-id"], signatures: request.headers["webhook-signature"],
      verified: verify(body, request.headers), body, headers: request.headers,
    }));
    response.writeHead(status, headers);
    response.end();
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
