// Writes what the front end's types are checked against: the server's interface, from openapi.json, and the names of
// the texts, from messages/en-US. Neither is kept in the repository, so neither can be out of date.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { FluentParser } from "@fluent/syntax";
import openapiTS, { astToString } from "openapi-typescript";

const at = (path) => new URL(`../${path}`, import.meta.url);

// Headers and cookies are the business of src/api/client.ts alone; no caller names them.
function withoutHeaders(document) {
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) {
      operation.parameters = operation.parameters?.filter((parameter) => parameter.in !== "header");
    }
  }
  return document;
}

const document = withoutHeaders(JSON.parse(readFileSync(at("openapi.json"), "utf8")));
writeFileSync(at("src/api/schema.ts"), astToString(await openapiTS(document, { alphabetize: true })));

const parser = new FluentParser();
const folder = at("messages/en-US/");
const ids = readdirSync(folder)
  .filter((file) => file.endsWith(".ftl"))
  .flatMap((file) => parser.parse(readFileSync(new URL(file, folder), "utf8")).body)
  .filter((entry) => entry.type === "Message")
  .map((entry) => entry.id.name)
  .sort();
writeFileSync(at("src/messages/ids.ts"), `export type MessageId =\n${ids.map((id) => `  | ${JSON.stringify(id)}`).join("\n")};\n`);
