// A proxy in front of a server, as people have one: below a path, with limits, and now and then with bad connections.
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** What a proxy does besides passing on. */
export interface Ways {
  /** The path below which the server is reached; taken away before it is asked. */
  prefix?: string;
  /** Answers 413 to bodies that are longer, before it has read them. */
  limit?: number;
  /** After how many bytes of this `PUT` the connection is cut; not at all if `undefined`. */
  cut?: (request: IncomingMessage) => number | undefined;
  /** Bytes per second of each body, at most. */
  pace?: number;
}

/** A proxy that runs. What it does may be changed meanwhile. */
export interface Proxy {
  url: string;
  ways: Ways;
  /** The bytes of `PUT` bodies that the server took and whose sender was told so, by path. */
  taken: Map<string, number>;
  /** How often the server took a `PUT` body, by path. */
  times: Map<string, number>;
  /** How many `PUT`s have begun. */
  begun: number;
  /** How many connections were cut so far. */
  cuts: number;
  close(): Promise<void>;
}

/** Starts a proxy for the server that `target` gives, on a free port. */
export async function proxy(target: () => string, ways: Ways = {}): Promise<Proxy> {
  const server = createServer((request, response) => void pass(made, target(), request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const made: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ways,
    taken: new Map(),
    times: new Map(),
    begun: 0,
    cuts: 0,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return made;
}

async function pass(proxy: Proxy, target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prefix = "", limit = Infinity, cut, pace } = proxy.ways;
  const address = request.url ?? "/";
  if (!address.startsWith(prefix)) return void response.writeHead(404).end();
  if (Number(request.headers["content-length"] ?? 0) > limit) {
    // As nginx does: it answers at once, and closes.
    response.writeHead(413, { connection: "close" }).end("<html>413 Request Entity Too Large</html>");
    request.resume();
    return;
  }
  if (request.method === "PUT") proxy.begun++;
  const path = address.slice(prefix.length) || "/";
  const onward = ask(target + path, { method: request.method, headers: request.headers });
  onward.on("error", () => response.headersSent ? response.destroy() : response.writeHead(502).end());
  onward.on("response", (answer) => {
    const part = path.split("?")[0]!;
    response.on("finish", () => {
      if (request.method !== "PUT" || answer.statusCode !== 200) return;
      proxy.taken.set(part, (proxy.taken.get(part) ?? 0) + Number(request.headers["content-length"]));
      proxy.times.set(part, (proxy.times.get(part) ?? 0) + 1);
    });
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  let left = request.method === "PUT" ? (cut?.(request) ?? Infinity) : Infinity;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      left -= piece.length;
      if (left < 0) {
        proxy.cuts++;
        request.socket.destroy();
        onward.destroy();
        return;
      }
      if (!onward.write(piece)) await once(onward, "drain");
      if (pace) await new Promise((resolve) => setTimeout(resolve, (piece.length / pace) * 1000));
    }
    onward.end();
  } catch {
    onward.destroy();
  }
}
