// The CLI for Microsoft 365 (npm i @pnp/cli-microsoft365), as a script calls it: one process for each user. Prints how long it took, in
// seconds. It signs in as a managed identity, of which this is the endpoint; m365_host.cjs shows it the way to the simulated Graph.
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const folder = import.meta.dirname;
const count = Number(process.argv[2]);
const identity = createServer((_, answer) => {
    const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
    answer.setHeader("content-type", "application/json");
    answer.end(JSON.stringify({ access_token: process.env.ENTRA_REVOKE_BENCH_TOKEN, expires_on, resource: "https://graph.microsoft.com", token_type: "Bearer" }));
});
await new Promise((done) => identity.listen(0, "127.0.0.1", done));
const env = {
    ...process.env,
    // Its session, and nobody else's.
    HOME: mkdtempSync(join(tmpdir(), "m365-")),
    IDENTITY_ENDPOINT: `http://127.0.0.1:${identity.address().port}/`,
    IDENTITY_HEADER: "simulated",
    NODE_OPTIONS: `--require ${join(folder, "m365_host.cjs")}`,
};
const program = join(folder, "node_modules/@pnp/cli-microsoft365/dist/index.js");
const m365 = (...words) => promisify(execFile)(process.execPath, [program, ...words], { env });

await m365("cli", "config", "set", "--key", "disableTelemetry", "--value", "true");
await m365("login", "--authType", "identity");
const begun = performance.now();
for (let place = 1; place <= count; place++) {
    await m365("entra", "user", "session", "revoke", "--userName", `user${String(place).padStart(5, "0")}@contoso.example`, "--force");
}
console.log((performance.now() - begun) / 1000);
identity.close();
