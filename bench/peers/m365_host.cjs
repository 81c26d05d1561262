// The CLI knows Microsoft's clouds only: what it sends to graph.microsoft.com goes to the simulated one.
const http = require("node:http");
const https = require("node:https");

const graph = new URL(process.env.ENTRA_REVOKE_BENCH_GRAPH);
const request = https.request;
https.request = (options, ...rest) => {
    if ((options.hostname ?? options.host) !== "graph.microsoft.com") {
        return request(options, ...rest);
    }
    const to = { ...options, protocol: "http:", hostname: graph.hostname, host: graph.hostname, port: graph.port, agent: undefined, agents: undefined };
    return http.request(to, ...rest);
};
