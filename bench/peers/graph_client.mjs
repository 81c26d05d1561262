// The JavaScript client's batches: 20 users each, four at a time. Prints how long it took, in seconds.
// Node wants a whole URL, of which the client sends what comes behind the host.
import { BatchRequestContent, Client } from "@microsoft/microsoft-graph-client";

const count = Number(process.argv[2]);
const graph = process.env.ENTRA_REVOKE_BENCH_GRAPH;
const client = Client.init({
    baseUrl: graph,
    customHosts: new Set([new URL(graph).hostname]),
    authProvider: (done) => done(null, process.env.ENTRA_REVOKE_BENCH_TOKEN),
});
const users = Array.from({ length: count }, (_, place) => `user${String(place + 1).padStart(5, "0")}@contoso.example`);

async function batch(some) {
    const steps = some.map((user, place) => ({
        id: String(place + 1),
        request: new Request(`https://graph.microsoft.com/users/${encodeURIComponent(user)}/revokeSignInSessions`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: "{}",
        }),
    }));
    await client.api("/$batch").post(await new BatchRequestContent(steps).getContent());
}

const begun = performance.now();
const batches = [];
for (let at = 0; at < users.length; at += 20) {
    batches.push(users.slice(at, at + 20));
}
await Promise.all([0, 1, 2, 3].map(async () => {
    while (batches.length > 0) {
        await batch(batches.shift());
    }
}));
console.log((performance.now() - begun) / 1000);
